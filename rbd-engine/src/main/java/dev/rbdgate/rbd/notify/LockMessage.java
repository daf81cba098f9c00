package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;

/** What clients tell each other of the exclusive lock. */
public sealed interface LockMessage extends HeaderMessage {

    /** Messages before this do not name the client. */
    int CLIENT_SINCE = 2;

    /** Requests before this cannot force. */
    int FORCE_SINCE = 3;

    /** Who tells. */
    ClientId client();

    @Override
    default void encodeFields(Encoder encoder) {
        encoder.add(client());
    }

    /** The client has the lock. */
    record Acquired(ClientId client) implements LockMessage {
        static final int OPERATION = 0;

        @Override
        public long operation() {
            return OPERATION;
        }
    }

    /** The client has given the lock back. */
    record Released(ClientId client) implements LockMessage {
        static final int OPERATION = 1;

        @Override
        public long operation() {
            return OPERATION;
        }
    }

    /** The client wants the lock; the owner answers. */
    record Requested(ClientId client, boolean force) implements LockMessage {
        static final int OPERATION = 2;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(client).bool(force);
        }
    }

    /** Reads what follows the number of the operation. */
    static LockMessage decode(int version, int operation, Decoder content) {
        ClientId client = version < CLIENT_SINCE ? ClientId.NONE : ClientId.decode(content);
        return switch (operation) {
            case Acquired.OPERATION -> new Acquired(client);
            case Released.OPERATION -> new Released(client);
            default -> new Requested(client, version >= FORCE_SINCE && content.bool());
        };
    }
}
