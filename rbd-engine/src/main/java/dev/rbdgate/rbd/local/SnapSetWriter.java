package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.SnapSet.Clone;
import dev.rbdgate.rbd.local.SnapSet.Layer;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Changes the snapshot set of one object, with exclusive access to it. Each change is one batch of
 * records: before it nothing names the new layer's file, after it nothing needs the old state.
 */
final class SnapSetWriter {

    private static final byte[] NOTHING = new byte[0];

    private final LocalObject object;
    private final StoreParts parts;
    private final FlushScope scope;

    SnapSetWriter(LocalObject object, FlushScope scope) {
        this.object = object;
        this.parts = object.namespace().parts();
        this.scope = scope;
    }

    /** Adds a set to a batch; one that says nothing is removed. */
    static void put(KvBatch batch, LocalObject object, SnapSet set) {
        put(batch, object.key(), set);
    }

    /**
     * @param object the key of the object
     */
    static void put(KvBatch batch, byte[] object, SnapSet set) {
        byte[] key = Keys.inTable(Keys.SNAP_SET, object);
        if (set.isEmpty() && set.seq() == 0) {
            batch.remove(key);
        } else {
            batch.put(key, SnapSetCodec.encode(set));
        }
        if (!set.garbage().isEmpty()) {
            batch.put(Keys.inTable(Keys.GARBAGE, object), NOTHING);
        }
    }

    /**
     * What is left of a set when the head is removed: without clones nothing remembers the object.
     */
    static @Nullable SnapSet afterRemoval(@Nullable SnapSet set) {
        if (set == null) {
            return null;
        }
        SnapSet left = set.withoutHead().collected();
        return left.clones().isEmpty()
                ? new SnapSet(0, SnapSet.NO_LAYER, List.of(), List.of(), left.garbage())
                : left;
    }

    /**
     * Makes a clone of the object if the context has a snapshot that it has not been kept for. An
     * object that is missing only gets to know the snapshots, with the records that create it.
     */
    void preserve(SnapContext context) throws StoreFileException {
        preserve(context, false);
    }

    /**
     * As {@link #preserve(SnapContext)}, but a data object that is kept is removed by that: no new
     * file is made for a head that would go at once.
     */
    void preserveAndRemove(SnapContext context) throws StoreFileException {
        preserve(context, true);
    }

    private void preserve(SnapContext context, boolean removes) throws StoreFileException {
        if (!object.isOlderThan(context)) {
            return;
        }
        SnapSet set = object.snapSet();
        long seq = set == null ? 0 : set.seq();
        Lock preserving = parts.snapshots().preserving();
        preserving.lock();
        try {
            List<Long> newer =
                    parts.snapshots().living(object.namespace().pool().id(), context, seq);
            if (newer.isEmpty()) {
                return;
            }
            if (set != null && set.clones().size() >= SnapSet.MAX_CLONES) {
                throw new StoreFileException(Errno.EDQUOT, "keep another clone of " + object);
            }
            switch (object.kind()) {
                case UNKNOWN, MISSING ->
                        object.hasSnapSet(
                                (set == null ? SnapSet.NONE : set).withSeq(context.seq()));
                case FILE -> freezeFile(context, newer, removes);
                case RECORD -> copyRecords(context, newer);
            }
        } finally {
            preserving.unlock();
        }
    }

    private void copyRecords(SnapContext context, List<Long> newer) throws StoreFileException {
        SnapSet set = object.snapSet();
        SnapSet next =
                (set == null ? SnapSet.NONE : set)
                        .withClone(
                                new Clone(context.seq(), newer, SnapSet.NO_LAYER, object.size()));
        KvBatch batch = new KvBatch();
        put(batch, object, next);
        copy(batch, object.key(), cloneKey(context.seq()));
        parts.kv().commit(batch);
        object.hasSnapSet(next);
    }

    private byte[] cloneKey(long clone) {
        return Keys.clone(Keys.inTable(Keys.CLONE, object.key()), clone);
    }

    private void copy(KvBatch batch, byte[] from, byte[] to) throws StoreFileException {
        parts.kv()
                .scan(
                        from,
                        Keys.after(from),
                        (key, value) -> {
                            byte[] rest = Arrays.copyOfRange(key, from.length, key.length);
                            byte[] moved = Arrays.copyOf(to, to.length + rest.length);
                            System.arraycopy(rest, 0, moved, to.length, rest.length);
                            batch.put(moved, value);
                            return batch.encodedBytes() <= KeyValueStore.MAX_BATCH_BYTES;
                        });
    }

    /** The layer written so far becomes the clone, durable before a new one takes its place. */
    private void freezeFile(SnapContext context, List<Long> newer, boolean removes)
            throws StoreFileException {
        if (object.size() > BlockBits.MAX_OBJECT_BYTES) {
            throw new StoreFileException(Errno.EFBIG, "write under a snapshot to " + object);
        }
        makeDurable();
        SnapSet set = object.snapSet();
        SnapSet base = set == null ? SnapSet.PLAIN : set;
        Clone clone = new Clone(context.seq(), newer, base.head(), object.size());
        KvBatch batch = new KvBatch();
        copy(batch, object.key(), cloneKey(context.seq()));
        if (removes) {
            batch.removeRange(object.key(), Keys.after(object.key()));
            removeHead(base.withClone(clone), batch);
        } else {
            switchHead(base.withClone(clone), base.head(), object.size(), batch);
        }
    }

    private void makeDurable() throws StoreFileException {
        try {
            object.makeDurable();
        } catch (StoreFileException e) {
            parts.health().syncFailed(e);
            throw new StoreFileException(Errno.EIO, "sync " + object, e);
        }
    }

    /** Begins a new head's layer on {@code parent}, of {@code size} bytes. */
    private void switchHead(SnapSet set, long parent, long size, KvBatch batch)
            throws StoreFileException {
        long id = parts.layers().newId();
        SnapSet next = set.withNewHead(new Layer(id, parent)).collected();
        LayerView below = LayerView.of(object, next, parent);
        HeadLayer layer = HeadLayer.made(object, id, below, size);
        StoreFile file = parts.layers().create(id, size, scope);
        HeadLayer old = object.layer();
        if (old != null) {
            old.retire();
            if (!next.hasLayer(old.id())) {
                old.keys().forEach(batch::remove);
            }
        }
        try {
            put(batch, object, next);
            batch.put(FreshLayer.key(id), layer.freshRecord());
            parts.kv().commit(batch);
        } catch (StoreFileException | RuntimeException | Error e) {
            if (old != null) {
                old.restore();
            }
            parts.layers().discard(id, file);
            throw e;
        }
        object.isMissing();
        object.isFile(file, size, layer);
        object.hasSnapSet(next);
        object.changedIn(scope);
    }

    /** Makes the object, which is missing and has a set, of a file that is ready. */
    void create(long id, StoreFile file, long size) throws StoreFileException {
        SnapSet set = object.snapSet();
        SnapSet next =
                (set == null ? SnapSet.NONE : set).withNewHead(new Layer(id, SnapSet.NO_LAYER));
        if (!next.hasLayer(SnapSet.OWN_FILE) && !object.directory().isClean()) {
            // Its own file may have been deleted just now, and come back if the host fails. Once
            // the set is gone it would be the object again.
            next = next.withGarbage(SnapSet.OWN_FILE);
        }
        HeadLayer layer = HeadLayer.made(object, id, null, size);
        KvBatch batch = new KvBatch();
        put(batch, object, next);
        batch.put(FreshLayer.key(id), layer.freshRecord());
        parts.kv().commit(batch);
        object.isFile(file, size, layer);
        object.hasSnapSet(next);
        object.changedIn(scope);
        if (!next.garbage().isEmpty()) {
            parts.tidier().wake();
        }
    }

    /** Removes the head of a data object that has a set; clones stay. */
    void removeHead(KvBatch batch) throws StoreFileException {
        removeHead(object.snapSet(), batch);
    }

    private void removeHead(@Nullable SnapSet set, KvBatch batch) throws StoreFileException {
        SnapSet left = afterRemoval(set);
        HeadLayer old = object.layer();
        if (old != null) {
            old.retire();
            if (left == null || !left.hasLayer(old.id())) {
                old.keys().forEach(batch::remove);
            }
        }
        try {
            if (left != null) {
                put(batch, object, left);
            }
            parts.kv().commit(batch);
        } catch (StoreFileException | RuntimeException | Error e) {
            if (old != null) {
                old.restore();
            }
            throw e;
        }
        object.forgetChanges();
        object.isMissing();
        object.hasSnapSet(left);
        if (left != null && !left.garbage().isEmpty()) {
            parts.tidier().wake();
        }
    }

    /**
     * Makes the head what it was at a snapshot, keeping it for the context's first.
     *
     * @throws StoreFileException ENOENT if the snapshot was removed
     */
    void rollback(long snap, SnapContext context) throws StoreFileException {
        if (parts.snapshots().isRemoved(object.namespace().pool().id(), snap)) {
            throw new StoreFileException(Errno.ENOENT, "find snapshot " + snap);
        }
        SnapSet set = object.snapSet();
        boolean wasMissing = !object.exists();
        try {
            preserve(context);
            if (set != null && !set.seesHead(snap)) {
                bringBack(set.cloneAt(snap));
            }
        } finally {
            if (wasMissing && !object.exists()) {
                // What it got to know went with records that were not written.
                object.hasSnapSet(set);
            }
        }
        parts.tidier().wake();
    }

    private void bringBack(@Nullable Clone clone) throws StoreFileException {
        KvBatch batch = new KvBatch().removeRange(object.key(), Keys.after(object.key()));
        SnapSet set = object.snapSet();
        if (clone == null || set == null) {
            if (object.exists()) {
                removeHead(batch);
            }
            return;
        }
        copy(batch, cloneKey(clone.id()), object.key());
        if (clone.layer() == SnapSet.NO_LAYER) {
            becomeRecord(clone, batch);
        } else {
            switchHead(set, clone.layer(), clone.size(), batch);
        }
    }

    private void becomeRecord(Clone clone, KvBatch batch) throws StoreFileException {
        long version = parts.kv().committed() + 1;
        ObjectHead head = new ObjectHead(clone.size(), version, parts.settings().clock().instant());
        batch.put(Keys.of(object.key(), Keys.HEAD), head.encode());
        removeHead(batch);
        object.isRecord(head);
    }

    /** The layers of a set that are files of their own, each with what its path is. */
    static List<Long> ownFiles(SnapSet set) {
        List<Long> ids = new ArrayList<>(set.garbage());
        set.layers().forEach(layer -> ids.add(layer.id()));
        ids.remove(SnapSet.OWN_FILE);
        return ids;
    }
}
