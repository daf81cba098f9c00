package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import java.util.List;

/**
 * The object maps of a clone's snapshots, which change when an object gets the parent's data: that
 * then is in the snapshots too.
 *
 * @param snapIds oldest first
 * @param mapped whether the image has object maps
 * @param fastDiff whether maps tell what has changed since the snapshot before
 */
record SnapshotMaps(
        ObjectContext context,
        ImageObjects objects,
        List<Long> snapIds,
        boolean mapped,
        boolean fastDiff) {

    static SnapshotMaps of(ObjectContext context, ImageHeader header) {
        return new SnapshotMaps(
                context,
                new ImageObjects(header.id()),
                header.snapshots().stream().map(SnapMeta::id).toList(),
                header.has(Feature.OBJECT_MAP),
                header.has(Feature.FAST_DIFF));
    }

    boolean isEmpty() {
        return snapIds.isEmpty();
    }

    /** Records that an object exists at all snapshots: new at the first, the same since. */
    void recordCopy(long object, Durability durability, ObjectCompletion done) {
        if (mapped) {
            recordFrom(0, object, durability, done);
        } else {
            done.complete(0);
        }
    }

    private void recordFrom(int index, long object, Durability durability, ObjectCompletion done) {
        if (index == snapIds.size()) {
            done.complete(0);
            return;
        }
        int state = index > 0 && fastDiff ? ObjectState.EXISTS_CLEAN : ObjectState.EXISTS;
        context.write(
                objects.objectMap(snapIds.get(index)),
                new WriteOperation(
                        List.of(Calls.objectMapUpdate(object, object + 1, state, ObjectState.ANY)),
                        durability),
                result -> {
                    // A map that is not there, or too short, is not believed by anybody.
                    if (result < 0 && result != -Errno.ENOENT && result != -Errno.ERANGE) {
                        done.complete(result);
                    } else {
                        recordFrom(index + 1, object, durability, done);
                    }
                });
    }
}
