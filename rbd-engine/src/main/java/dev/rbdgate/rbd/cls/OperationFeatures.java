package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;

/**
 * Methods on {@code rbd_header.<id>}: what maintenance has to know, such as clones. The feature bit
 * "operations" is on while any of these is.
 */
final class OperationFeatures {
    static final long CLONE_PARENT = 1;
    static final long CLONE_CHILD = 1L << 1;
    static final long GROUP = 1L << 2;
    static final long SNAP_TRASH = 1L << 3;
    private static final long ALL = CLONE_PARENT | CLONE_CHILD | GROUP | SNAP_TRASH;

    private OperationFeatures() {}

    static void declare(MethodTable table) {
        table.reads("op_features_get", OperationFeatures::getMethod)
                .writes("op_features_set", OperationFeatures::setMethod);
    }

    private static byte[] getMethod(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long features = Omap.getOrElse(object, HeaderKeys.OP_FEATURES, Decoder::u64, 0L);
        return Encoder.bytes(e -> e.u64(features));
    }

    private static void setMethod(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long features = input.u64();
        long mask = input.u64();
        Guards.check((mask & ~ALL) == 0, Errno.EINVAL);
        change(object, features, mask);
    }

    static void set(ObjectClassContext object, long bits) throws ObjectClassException {
        change(object, bits, bits);
    }

    static void clear(ObjectClassContext object, long bits) throws ObjectClassException {
        change(object, 0, bits);
    }

    private static void change(ObjectClassContext object, long bits, long mask)
            throws ObjectClassException {
        long features = Omap.require(object, HeaderKeys.FEATURES, Decoder::u64);
        long before = Omap.getOrElse(object, HeaderKeys.OP_FEATURES, Decoder::u64, 0L);
        long after = (before & ~mask) | (bits & mask);
        if (after == before) {
            return;
        }
        if (after == 0) {
            Omap.remove(object, HeaderKeys.OP_FEATURES);
        } else {
            Omap.put(object, HeaderKeys.OP_FEATURES, e -> e.u64(after));
        }
        long newFeatures =
                after == 0 ? features & ~Guards.OPERATIONS : features | Guards.OPERATIONS;
        if (newFeatures != features) {
            Omap.put(object, HeaderKeys.FEATURES, e -> e.u64(newFeatures));
        }
    }
}
