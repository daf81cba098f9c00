package dev.rbdgate.rbd.image;

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

    /** Maps changed at once; on the local store their records then share a sync. */
    private static final int WIDTH = 16;

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

    /**
     * Records that an object exists at all snapshots: new at the first, the same since. That is
     * durable before the object exists, because nobody rebuilds a snapshot's map after the host
     * failed.
     */
    void recordCopy(long object, ObjectCompletion done) {
        if (mapped) {
            Window.run(
                    0,
                    snapIds.size(),
                    WIDTH,
                    (index, recorded) -> record((int) index, object, recorded),
                    done);
        } else {
            done.complete(0);
        }
    }

    private void record(int index, long object, ObjectCompletion done) {
        int state = index > 0 && fastDiff ? ObjectState.EXISTS_CLEAN : ObjectState.EXISTS;
        context.write(
                objects.objectMap(snapIds.get(index)),
                WriteOperation.durable(
                        Calls.objectMapUpdate(object, object + 1, state, ObjectState.ANY)),
                result -> {
                    // A map that is not there, or too short, is not believed by anybody.
                    boolean believed = result != -Errno.ENOENT && result != -Errno.ERANGE;
                    done.complete(believed ? result : 0);
                });
    }
}
