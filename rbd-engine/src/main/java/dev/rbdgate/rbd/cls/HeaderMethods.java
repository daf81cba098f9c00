package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
import java.time.Instant;
import java.util.OptionalLong;

/** Methods on {@code rbd_header.<id>}: layout, size, features, flags. */
final class HeaderMethods {

    private static final long NO_DATA_POOL = -1;

    private static final long MUTABLE =
            Guards.EXCLUSIVE_LOCK
                    | Guards.OBJECT_MAP
                    | Guards.FAST_DIFF
                    | Guards.JOURNALING
                    | Guards.NON_PRIMARY
                    | Guards.DIRTY_CACHE;
    private static final long DISABLE_ONLY = Guards.DEEP_FLATTEN;
    private static final long INTERNAL = Guards.OPERATIONS | Guards.MIGRATING;

    /** A client that does not know one of these cannot even read the image. */
    private static final long READ_INCOMPATIBLE =
            Guards.LAYERING | Guards.STRIPING | Guards.DATA_POOL | Guards.DIRTY_CACHE;

    private HeaderMethods() {}

    static void declare(MethodTable table) {
        table.writes("create", HeaderMethods::create)
                .reads("get_size", HeaderMethods::getSize)
                .writes("set_size", HeaderMethods::setSize)
                .reads("get_features", HeaderMethods::getFeatures)
                .writes("set_features", HeaderMethods::setFeatures)
                .reads("get_object_prefix", HeaderMethods::getObjectPrefix)
                .reads("get_data_pool", HeaderMethods::getDataPool)
                .reads("get_stripe_unit_count", HeaderMethods::getStripe)
                .writes("set_stripe_unit_count", HeaderMethods::setStripe)
                .reads("get_flags", HeaderMethods::getFlags)
                .writes("set_flags", HeaderMethods::setFlags)
                .reads("get_all_features", HeaderMethods::getAllFeatures);
    }

    private static void create(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long size = input.u64();
        int order = input.u8();
        long features = input.u64();
        String prefix = input.string();
        long dataPool = input.hasRemaining() ? input.u64() : NO_DATA_POOL;
        Guards.check((features & ~Guards.ALL_FEATURES) == 0, Errno.ENOSYS);
        Guards.check(!prefix.isEmpty(), Errno.EINVAL);
        Guards.check(
                Omap.get(object, HeaderKeys.OBJECT_PREFIX, Decoder::rest) == null, Errno.EEXIST);
        Guards.check((features & Guards.OPERATIONS) == 0, Errno.EINVAL);
        boolean hasDataPool = (features & Guards.DATA_POOL) != 0;
        Guards.check(hasDataPool == (dataPool != NO_DATA_POOL), Errno.EINVAL);
        Instant now = object.now();
        Omap.put(object, HeaderKeys.SIZE, e -> e.u64(size));
        Omap.put(object, HeaderKeys.ORDER, e -> e.u8(order));
        Omap.put(object, HeaderKeys.FEATURES, e -> e.u64(features));
        Omap.put(object, HeaderKeys.OBJECT_PREFIX, e -> e.string(prefix));
        Omap.put(object, HeaderKeys.SNAP_SEQ, e -> e.u64(0));
        Omap.put(object, HeaderKeys.CREATE_TIMESTAMP, e -> e.time(now));
        Omap.put(object, HeaderKeys.ACCESS_TIMESTAMP, e -> e.time(now));
        Omap.put(object, HeaderKeys.MODIFY_TIMESTAMP, e -> e.time(now));
        if (hasDataPool) {
            Omap.put(object, HeaderKeys.DATA_POOL_ID, e -> e.u64(dataPool));
        }
    }

    private static byte[] getSize(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        int order = Omap.require(object, HeaderKeys.ORDER, Decoder::u8);
        long size =
                snapId == SnapContext.HEAD
                        ? Omap.require(object, HeaderKeys.SIZE, Decoder::u64)
                        : Snapshots.require(object, snapId).imageSize();
        return Encoder.bytes(e -> e.u8(order).u64(size));
    }

    private static void setSize(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long size = input.u64();
        long before = Omap.require(object, HeaderKeys.SIZE, Decoder::u64);
        Omap.put(object, HeaderKeys.SIZE, e -> e.u64(size));
        if (Long.compareUnsigned(size, before) < 0) {
            ParentInfo parent =
                    Omap.getOrElse(object, HeaderKeys.PARENT, ParentInfo::decode, ParentInfo.NONE);
            if (parent.exists() && Long.compareUnsigned(parent.headOverlap().orElse(0), size) > 0) {
                Omap.store(
                        object, HeaderKeys.PARENT, parent.withHeadOverlap(OptionalLong.of(size)));
            }
        }
    }

    private static byte[] getFeatures(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        input.u64(); // a snapshot id, which no longer matters
        boolean readOnly = input.hasRemaining() && input.bool();
        long features = Omap.require(object, HeaderKeys.FEATURES, Decoder::u64);
        long incompatible = features & (readOnly ? READ_INCOMPATIBLE : Guards.ALL_FEATURES);
        return Encoder.bytes(e -> e.u64(features).u64(incompatible));
    }

    private static void setFeatures(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long features = input.u64();
        long askedMask = input.u64();
        long before = Omap.getOrElse(object, HeaderKeys.FEATURES, Decoder::u64, 0L);
        Guards.check((askedMask & INTERNAL) == 0, Errno.EINVAL);
        long mask = askedMask & Guards.ALL_FEATURES;
        long enabled = features & mask;
        Guards.check((enabled & MUTABLE) == enabled, Errno.EINVAL);
        long disabled = ~features & mask;
        Guards.check((disabled & (MUTABLE | DISABLE_ONLY)) == disabled, Errno.EINVAL);
        Omap.put(object, HeaderKeys.FEATURES, e -> e.u64((before & ~mask) | (features & mask)));
    }

    private static byte[] getObjectPrefix(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String prefix = Omap.require(object, HeaderKeys.OBJECT_PREFIX, Decoder::string);
        return Encoder.bytes(e -> e.string(prefix));
    }

    private static byte[] getDataPool(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long pool = Omap.getOrElse(object, HeaderKeys.DATA_POOL_ID, Decoder::u64, NO_DATA_POOL);
        return Encoder.bytes(e -> e.u64(pool));
    }

    private static byte[] getStripe(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        Guards.exists(object);
        Guards.feature(object, Guards.STRIPING);
        Long unit = Omap.get(object, HeaderKeys.STRIPE_UNIT, d -> d.u64());
        Integer order = Omap.get(object, HeaderKeys.ORDER, d -> d.u8());
        Guards.check(unit != null || order != null, Errno.EIO);
        long bytes = unit != null ? unit : 1L << (order != null ? order : 0);
        long count = Omap.getOrElse(object, HeaderKeys.STRIPE_COUNT, Decoder::u64, 1L);
        return Encoder.bytes(e -> e.u64(bytes).u64(count));
    }

    private static void setStripe(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long unit = input.u64();
        long count = input.u64();
        Guards.check(unit != 0 && count != 0, Errno.EINVAL);
        Guards.exists(object);
        Guards.feature(object, Guards.STRIPING);
        long objectBytes = 1L << Omap.require(object, HeaderKeys.ORDER, Decoder::u8);
        Guards.check(Long.remainderUnsigned(objectBytes, unit) == 0, Errno.EINVAL);
        Omap.put(object, HeaderKeys.STRIPE_UNIT, e -> e.u64(unit));
        Omap.put(object, HeaderKeys.STRIPE_COUNT, e -> e.u64(count));
    }

    private static byte[] getFlags(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        long flags =
                snapId == SnapContext.HEAD
                        ? Omap.getOrElse(object, HeaderKeys.FLAGS, Decoder::u64, 0L)
                        : Snapshots.require(object, snapId).flags();
        return Encoder.bytes(e -> e.u64(flags));
    }

    private static void setFlags(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long flags = input.u64();
        long mask = input.u64();
        long snapId = input.hasRemaining() ? input.u64() : SnapContext.HEAD;
        if (snapId == SnapContext.HEAD) {
            long before = Omap.getOrElse(object, HeaderKeys.FLAGS, Decoder::u64, 0L);
            Omap.put(object, HeaderKeys.FLAGS, e -> e.u64((before & ~mask) | (flags & mask)));
        } else {
            SnapMeta snap = Snapshots.require(object, snapId);
            Snapshots.put(object, snap.withFlags((snap.flags() & ~mask) | (flags & mask)));
        }
    }

    private static byte[] getAllFeatures(ObjectClassContext object, Decoder input) {
        return Encoder.bytes(e -> e.u64(Guards.ALL_FEATURES));
    }
}
