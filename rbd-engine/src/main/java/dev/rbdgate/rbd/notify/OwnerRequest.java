package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import java.util.Optional;

/** Work that only the owner of the exclusive lock may do, asked for by another client. */
public sealed interface OwnerRequest extends HeaderMessage {

    /** {@link AsyncRequestId#NONE} of old clients. */
    AsyncRequestId id();

    /** Copies the parent's data into the clone. */
    record Flatten(AsyncRequestId id) implements OwnerRequest {
        static final int OPERATION = 6;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(id);
        }
    }

    /** Changes the capacity. */
    record Resize(long sizeBytes, AsyncRequestId id, boolean allowShrink) implements OwnerRequest {
        static final int OPERATION = 7;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.u64(sizeBytes).add(id).bool(allowShrink);
        }
    }

    /**
     * Takes a snapshot.
     *
     * @param flags bit 0: without quiescing, bit 1: also if that fails
     */
    record SnapCreate(String name, SnapNamespace namespace, AsyncRequestId id, long flags)
            implements OwnerRequest {
        static final int OPERATION = 8;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.string(name).add(namespace).add(id).u64(flags);
        }
    }

    record SnapRemove(String name, SnapNamespace namespace, AsyncRequestId id)
            implements OwnerRequest {
        static final int OPERATION = 9;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.string(name).add(namespace).add(id);
        }
    }

    record RebuildObjectMap(AsyncRequestId id) implements OwnerRequest {
        static final int OPERATION = 10;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(id);
        }
    }

    record SnapRename(long snapId, String newName, SnapNamespace namespace, AsyncRequestId id)
            implements OwnerRequest {
        static final int OPERATION = 11;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.u64(snapId).string(newName).add(namespace).add(id);
        }
    }

    /** Protects a snapshot, or takes the protection away. */
    record SnapProtect(String name, SnapNamespace namespace, AsyncRequestId id, boolean protect)
            implements OwnerRequest {
        static final int OPERATION = 12;
        static final int UNPROTECT_OPERATION = 13;

        @Override
        public long operation() {
            return protect ? OPERATION : UNPROTECT_OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.string(name).add(namespace).add(id);
        }
    }

    record Rename(String newName, AsyncRequestId id) implements OwnerRequest {
        static final int OPERATION = 14;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.string(newName).add(id);
        }
    }

    /** Switches features, which are a mask of their bits, on or off. */
    record UpdateFeatures(long features, boolean enabled, AsyncRequestId id)
            implements OwnerRequest {
        static final int OPERATION = 15;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.u64(features).bool(enabled).add(id);
        }
    }

    record Migrate(AsyncRequestId id) implements OwnerRequest {
        static final int OPERATION = 16;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(id);
        }
    }

    /** Gives zeroed parts of at least {@code sparseBytes} back. */
    record Sparsify(AsyncRequestId id, long sparseBytes) implements OwnerRequest {
        static final int OPERATION = 17;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.add(id).u64(sparseBytes);
        }
    }

    /**
     * Sets a value, or removes it.
     *
     * @param value empty: remove
     */
    record MetadataUpdate(String key, Optional<String> value, AsyncRequestId id)
            implements OwnerRequest {
        static final int OPERATION = 20;

        @Override
        public long operation() {
            return OPERATION;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.string(key).bool(value.isPresent());
            value.ifPresent(encoder::string);
            encoder.add(id);
        }
    }

    /** Something newer than this; an owner says that it cannot do it. */
    record Unknown(long operation) implements OwnerRequest {
        @Override
        public AsyncRequestId id() {
            return AsyncRequestId.NONE;
        }

        @Override
        public void encodeFields(Encoder encoder) {}
    }

    /** Reads what follows the number of the operation. */
    static OwnerRequest decode(int version, long operation, Decoder content) {
        return new RequestDecoder(version, content).decode(operation);
    }
}
