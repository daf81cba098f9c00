package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.SnapSet.Clone;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.store.Errno;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tidies one object, with exclusive access to it. Each step may be interrupted and is found again;
 * between them the records become durable, once for many objects.
 *
 * <ol>
 *   <li>Clones that no living snapshot sees are forgotten, and layers that nothing is read through
 *       become garbage.
 *   <li>A layer that is only there to be read through by one other is made one with it.
 *   <li>Garbage is deleted, after the records that say it is garbage have become durable.
 *   <li>A set that says nothing any more goes.
 * </ol>
 */
final class ObjectTidying {

    private final LocalObject object;
    private final StoreParts parts;
    private final long pool;

    ObjectTidying(LocalObject object) {
        this.object = object;
        this.parts = object.namespace().parts();
        this.pool = object.namespace().pool().id();
    }

    /** The first step. */
    void forgetClones() throws StoreFileException {
        SnapSet set = object.snapSet();
        if (set != null) {
            forgetClones(set);
        }
    }

    /** The second step. */
    void fold() throws StoreFileException {
        LayerFold fold = new LayerFold(object);
        while (fold.next()) {
            // Each leaves the object with a layer less.
        }
    }

    /** The last steps. */
    void clear() throws StoreFileException {
        if (object.snapSet() == null) {
            parts.kv().commit(new KvBatch().remove(Keys.inTable(Keys.GARBAGE, object.key())));
            return;
        }
        deleteGarbage();
        forgetSet();
    }

    private void forgetClones(SnapSet set) throws StoreFileException {
        Set<Long> gone = new HashSet<>();
        for (Clone clone : set.clones()) {
            clone.snaps().stream()
                    .filter(snap -> parts.snapshots().isRemoved(pool, snap))
                    .forEach(gone::add);
        }
        if (gone.isEmpty()) {
            return;
        }
        SnapSet left = set.withoutSnaps(gone).collected();
        KvBatch batch = new KvBatch();
        for (Clone clone : set.clones()) {
            if (left.clones().stream().noneMatch(kept -> kept.id() == clone.id())) {
                byte[] key = Keys.clone(Keys.inTable(Keys.CLONE, object.key()), clone.id());
                batch.removeRange(key, Keys.after(key));
            }
        }
        if (!object.exists() && left.clones().isEmpty()) {
            left = new SnapSet(0, SnapSet.NO_LAYER, List.of(), List.of(), left.garbage());
        }
        SnapSetWriter.put(batch, object, left);
        parts.kv().commit(batch);
        object.hasSnapSet(left);
    }

    private void deleteGarbage() throws StoreFileException {
        SnapSet set = object.snapSet();
        if (set == null || set.garbage().isEmpty()) {
            return;
        }
        object.syncSnapSet();
        SnapSet left = set.withoutGarbage();
        KvBatch batch = new KvBatch();
        for (long layer : set.garbage()) {
            delete(layer);
            batch.remove(Keys.numbered(Keys.OWNED, layer)).remove(FreshLayer.key(layer));
        }
        batch.remove(Keys.inTable(Keys.GARBAGE, object.key()));
        SnapSetWriter.put(batch, object, left);
        parts.kv().commit(batch);
        object.hasSnapSet(left);
    }

    private void delete(long layer) throws StoreFileException {
        object.openLayers().close(layer);
        boolean wasThere = deleteFile(object.layerPath(layer));
        if (layer == SnapSet.OWN_FILE) {
            // If it came back, and its set is gone, it would be the object. Other layers' files
            // that come back belong to nothing, and the next opening deletes them.
            syncDirectory(wasThere);
        }
    }

    private boolean deleteFile(String path) throws StoreFileException {
        try {
            parts.files().delete(path);
            return true;
        } catch (StoreFileException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Who waits for the directory would not be told of a failure that is met here.
     *
     * @param changed whether something was deleted here, which the directory has not counted
     */
    private void syncDirectory(boolean changed) throws StoreFileException {
        try {
            if (changed) {
                parts.files().syncDirectory(object.directory().path());
            } else {
                object.directory().sync();
            }
        } catch (StoreFileException e) {
            parts.health().syncFailed(e);
            throw e;
        }
    }

    /** Without clones a set only says which snapshots must not see the object. */
    private void forgetSet() throws StoreFileException {
        SnapSet set = object.snapSet();
        if (set == null || !set.clones().isEmpty() || !set.garbage().isEmpty()) {
            return;
        }
        boolean inPlace =
                object.kind() == LocalObject.Kind.RECORD || set.head() == SnapSet.OWN_FILE;
        if (inPlace && !parts.snapshots().anyUpTo(pool, set.seq())) {
            parts.kv().commit(new KvBatch().remove(Keys.inTable(Keys.SNAP_SET, object.key())));
            object.hasSnapSet(null);
        }
    }
}
