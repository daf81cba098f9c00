package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.store.Errno;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The snapshot records in a header's omap. */
final class Snapshots {
    private Snapshots() {}

    static @Nullable SnapMeta get(ObjectClassContext object, long snapId)
            throws ObjectClassException {
        return Omap.get(object, HeaderKeys.snapshot(snapId), d -> SnapMeta.decode(d));
    }

    static SnapMeta require(ObjectClassContext object, long snapId) throws ObjectClassException {
        SnapMeta snap = get(object, snapId);
        if (snap == null) {
            throw new ObjectClassException(Errno.ENOENT);
        }
        return snap;
    }

    static void put(ObjectClassContext object, SnapMeta snap) {
        Omap.store(object, HeaderKeys.snapshot(snap.id()), snap);
    }

    /** All snapshots, ascending by id. */
    static List<SnapMeta> all(ObjectClassContext object) throws ObjectClassException {
        List<SnapMeta> snaps = new ArrayList<>();
        Omap.visit(
                object,
                HeaderKeys.SNAPSHOT_PREFIX,
                "",
                -1,
                (_, value) -> snaps.add(Omap.decode(value, SnapMeta::decode)));
        return snaps;
    }
}
