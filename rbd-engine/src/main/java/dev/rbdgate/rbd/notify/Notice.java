package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;

/** What every client of the image should know. */
public sealed interface Notice extends HeaderMessage {

    /** The header has changed. */
    record HeaderUpdate() implements Notice {
        static final int OPERATION = 3;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {}
    }

    /** A snapshot is about to be taken; the acknowledgement says that one is ready for it. */
    record Quiesce(AsyncRequestId request) implements Notice {
        static final int OPERATION = 18;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(request);
        }
    }

    /** The snapshot was taken, or not. */
    record Unquiesce(AsyncRequestId request) implements Notice {
        static final int OPERATION = 19;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(request);
        }
    }

    /** Reads what follows the number of the operation. */
    static Notice decode(int operation, Decoder content) {
        return switch (operation) {
            case HeaderUpdate.OPERATION -> new HeaderUpdate();
            case Quiesce.OPERATION -> new Quiesce(AsyncRequestId.decode(content));
            default -> new Unquiesce(AsyncRequestId.decode(content));
        };
    }
}
