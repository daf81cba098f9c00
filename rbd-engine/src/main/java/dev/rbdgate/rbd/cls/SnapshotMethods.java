package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Methods on {@code rbd_header.<id>}: snapshots. */
final class SnapshotMethods {

    /** Largest id a snapshot may have; those above have a meaning of their own. */
    private static final long MAX_SNAP_ID = -3;

    /** The limit that means none: the largest unsigned number. */
    private static final long NO_LIMIT = -1;

    private SnapshotMethods() {}

    static void declare(MethodTable table) {
        table.reads("get_snapcontext", SnapshotMethods::getSnapContext)
                .reads("snapshot_get", SnapshotMethods::get)
                .reads("get_snapshot_name", SnapshotMethods::getName)
                .reads("get_snapshot_timestamp", SnapshotMethods::getTimestamp)
                .writes("snapshot_add", SnapshotMethods::add)
                .writes("snapshot_remove", SnapshotMethods::remove)
                .writes("snapshot_rename", SnapshotMethods::rename)
                .writes("snapshot_trash_add", SnapshotMethods::trash)
                .reads("get_protection_status", SnapshotMethods::getProtection)
                .writes("set_protection_status", SnapshotMethods::setProtection)
                .reads("snapshot_get_limit", SnapshotMethods::getLimit)
                .writes("snapshot_set_limit", SnapshotMethods::setLimit);
    }

    private static byte[] getSnapContext(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        List<SnapMeta> snaps = Snapshots.all(object);
        long seq = Omap.require(object, HeaderKeys.SNAP_SEQ, Decoder::u64);
        return Encoder.bytes(e -> e.u64(seq).list(snaps.reversed(), (l, s) -> l.u64(s.id())));
    }

    private static byte[] get(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        return SnapshotInfo.of(named(object, input.u64())).toBytes();
    }

    private static byte[] getName(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        SnapMeta snap = named(object, input.u64());
        return Encoder.bytes(e -> e.string(snap.name()));
    }

    private static byte[] getTimestamp(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        SnapMeta snap = named(object, input.u64());
        return Encoder.bytes(e -> e.time(snap.timestamp()));
    }

    private static SnapMeta named(ObjectClassContext object, long snapId)
            throws ObjectClassException {
        Guards.check(snapId != SnapContext.HEAD, Errno.EINVAL);
        return Snapshots.require(object, snapId);
    }

    private static void add(ObjectClassContext object, Decoder input) throws ObjectClassException {
        String name = input.string();
        long id = input.u64();
        SnapNamespace namespace =
                input.hasRemaining() ? SnapNamespace.decode(input) : new SnapNamespace.User();
        Guards.check(!(namespace instanceof SnapNamespace.Unknown), Errno.EINVAL);
        Guards.check(Long.compareUnsigned(id, MAX_SNAP_ID) <= 0, Errno.EINVAL);
        long seq = Omap.require(object, HeaderKeys.SNAP_SEQ, Decoder::u64);
        // Another client's newer snapshot came first: the caller needs a newer id.
        Guards.check(Long.compareUnsigned(id, seq) >= 0, Errno.ESTALE);
        long size = Omap.require(object, HeaderKeys.SIZE, Decoder::u64);
        long flags = Omap.getOrElse(object, HeaderKeys.FLAGS, Decoder::u64, 0L);
        long limit = Omap.getOrElse(object, HeaderKeys.SNAP_LIMIT, Decoder::u64, NO_LIMIT);
        long count = 0;
        for (SnapMeta other : Snapshots.all(object)) {
            count++;
            Guards.check(Long.compareUnsigned(count, limit) < 0, Errno.EDQUOT);
            boolean sameName = other.name().equals(name) && other.namespace().equals(namespace);
            Guards.check(!sameName && other.id() != id, Errno.EEXIST);
        }
        ParentInfo parent = ParentMethods.stored(object);
        if (namespace instanceof SnapNamespace.Trash) {
            OperationFeatures.set(object, OperationFeatures.SNAP_TRASH);
        }
        Omap.put(object, HeaderKeys.SNAP_SEQ, e -> e.u64(id));
        Snapshots.put(
                object,
                new SnapMeta(
                        id,
                        name,
                        size,
                        SnapMeta.UNPROTECTED,
                        flags,
                        namespace,
                        object.now(),
                        0,
                        parent.exists() ? parent.headOverlap() : OptionalLong.empty()));
    }

    private static void remove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long id = input.u64();
        SnapMeta snap = Snapshots.require(object, id);
        Guards.check(snap.protection() == SnapMeta.UNPROTECTED, Errno.EBUSY);
        Guards.check(snap.childCount() == 0, Errno.EBUSY);
        Omap.remove(object, HeaderKeys.snapshot(id));
        boolean othersUseParent = false;
        boolean othersInTrash = false;
        for (SnapMeta other : Snapshots.all(object)) {
            if (other.id() != id) {
                othersUseParent |= other.parentOverlap().isPresent();
                othersInTrash |= other.namespace() instanceof SnapNamespace.Trash;
            }
        }
        ParentInfo parent = ParentMethods.stored(object);
        boolean headUsesParent = parent.exists() && parent.headOverlap().isPresent();
        if (parent.exists() && !headUsesParent && !othersUseParent) {
            Omap.remove(object, HeaderKeys.PARENT);
        }
        long unused = 0;
        if (!othersUseParent && !headUsesParent) {
            unused |= OperationFeatures.CLONE_CHILD;
        }
        if (!othersInTrash) {
            unused |= OperationFeatures.SNAP_TRASH;
        }
        if (unused != 0) {
            OperationFeatures.clear(object, unused);
        }
    }

    private static void rename(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long id = input.u64();
        String name = input.string();
        for (SnapMeta other : Snapshots.all(object)) {
            boolean user = other.namespace() instanceof SnapNamespace.User;
            Guards.check(!(user && other.name().equals(name)), Errno.EEXIST);
        }
        SnapMeta snap = Snapshots.require(object, id);
        Guards.check(snap.namespace() instanceof SnapNamespace.User, Errno.EINVAL);
        Snapshots.put(object, snap.withName(name));
    }

    private static void trash(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        SnapMeta snap = Snapshots.require(object, input.u64());
        Guards.check(snap.protection() == SnapMeta.UNPROTECTED, Errno.EBUSY);
        Guards.check(!(snap.namespace() instanceof SnapNamespace.Trash), Errno.EEXIST);
        OperationFeatures.set(object, OperationFeatures.SNAP_TRASH);
        SnapNamespace trash = new SnapNamespace.Trash(snap.name(), snap.namespace().type());
        Snapshots.put(object, snap.withNamespace(trash).withName(randomUuid(object)));
    }

    /** RFC 9562 5.4: version 4, variant 2. */
    private static String randomUuid(ObjectClassContext object) {
        long high = (object.random() & ~0xF000L) | 0x4000L;
        long low = (object.random() & ~(3L << 62)) | (1L << 63);
        return new UUID(high, low).toString();
    }

    private static byte[] getProtection(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        Guards.exists(object);
        SnapMeta snap = named(object, snapId);
        Guards.check(snap.protection() <= SnapMeta.PROTECTED, Errno.EIO);
        return Encoder.bytes(e -> e.u8(snap.protection()));
    }

    private static void setProtection(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        int protection = input.u8();
        Guards.exists(object);
        Guards.feature(object, Guards.LAYERING);
        Guards.check(snapId != SnapContext.HEAD, Errno.EINVAL);
        Guards.check(protection <= SnapMeta.PROTECTED, Errno.EINVAL);
        Snapshots.put(object, Snapshots.require(object, snapId).withProtection(protection));
    }

    private static byte[] getLimit(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long limit = Omap.getOrElse(object, HeaderKeys.SNAP_LIMIT, Decoder::u64, NO_LIMIT);
        return Encoder.bytes(e -> e.u64(limit));
    }

    private static void setLimit(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long limit = input.u64();
        if (limit == NO_LIMIT) {
            Guards.exists(object);
            Omap.remove(object, HeaderKeys.SNAP_LIMIT);
            return;
        }
        Guards.check(Long.compareUnsigned(limit, count(object)) >= 0, Errno.ERANGE);
        Omap.put(object, HeaderKeys.SNAP_LIMIT, e -> e.u64(limit));
    }

    /** Snapshots of an image of either format: what is no header of format 1 is taken for 2. */
    private static long count(ObjectClassContext object) throws ObjectClassException {
        try {
            return OldHeader.read(object).snaps().size();
        } catch (ObjectClassException notOld) {
            Guards.check(notOld.errno() == Errno.EINVAL, notOld.errno());
            return Snapshots.all(object).size();
        }
    }
}
