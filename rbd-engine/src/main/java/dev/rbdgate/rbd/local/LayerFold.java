package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.LayerView.Owned;
import dev.rbdgate.rbd.local.kv.KvBatch;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a layer one with its parent, if nothing else needs the parent.
 *
 * <p>The layer's own blocks are copied down over blocks of the parent that nobody reads, since the
 * layer hides them: that the layer owns them, and that nobody else reads the parent, is durable
 * before. Until the records switch everything is read as before, however far the copy came; after
 * it the layer's file is garbage. If the layer owns all blocks, its parent goes without a copy.
 */
final class LayerFold {

    /** Copied at a time. */
    private static final int PIECE_BYTES = 256 << 10;

    private final LocalObject object;
    private final StoreParts parts;

    LayerFold(LocalObject object) {
        this.object = object;
        this.parts = object.namespace().parts();
    }

    /** Makes one layer less; false if there is none to make away with. */
    boolean next() throws StoreFileException {
        SnapSet set = object.snapSet();
        long layer = set == null ? SnapSet.NO_LAYER : set.foldable();
        if (set == null || layer == SnapSet.NO_LAYER) {
            return false;
        }
        boolean isHead = set.head() == layer;
        durably(object::syncSnapSet);
        if (isHead && !object.isClean()) {
            durably(object::makeDurable);
            durably(parts.kv()::sync);
        }
        Owned owned = Owned.read(object, layer);
        long size = object.status(layer).size();
        if (owned.bits().hasAll(0, BlockBits.blocks(size))) {
            dropParent(set, layer, isHead);
        } else {
            StoreFile parent = parts.files().open(object.layerPath(set.parent(layer)));
            boolean kept = false;
            try {
                copyFrom(layer, isHead, owned.bits(), size, parent);
                SnapSet next = switchTo(set, layer, owned.bits(), size);
                if (isHead) {
                    HeadLayer head = headLayer(next);
                    object.isMissing();
                    object.isFile(parent, size, head);
                    kept = true;
                }
            } finally {
                if (!kept) {
                    parent.close();
                }
            }
        }
        return true;
    }

    private interface Syncing {
        void run() throws StoreFileException;
    }

    private void durably(Syncing call) throws StoreFileException {
        try {
            call.run();
        } catch (StoreFileException e) {
            parts.health().syncFailed(e);
            throw e;
        }
    }

    private @Nullable HeadLayer headLayer(SnapSet set) throws StoreFileException {
        return set.head() == SnapSet.OWN_FILE ? null : HeadLayer.stored(object, set);
    }

    private void dropParent(SnapSet set, long layer, boolean isHead) throws StoreFileException {
        SnapSet next = set.withoutParent(layer).collected();
        KvBatch batch = new KvBatch().remove(Keys.numbered(Keys.OWNED, layer));
        commit(next, batch, isHead);
        if (isHead) {
            object.hasLayer(headLayer(next));
        }
    }

    private void copyFrom(long layer, boolean isHead, BlockBits owned, long size, StoreFile parent)
            throws StoreFileException {
        if (isHead) {
            copyDown(object.file(), owned, size, parent);
            return;
        }
        FileHandle handle = object.openLayers().pinned(layer);
        try {
            copyDown(handle.file(), owned, size, parent);
        } finally {
            handle.unpin();
        }
    }

    private void copyDown(StoreFile source, BlockBits owned, long size, StoreFile parent)
            throws StoreFileException {
        int end = BlockBits.blocks(size);
        for (int block = owned.next(0, end); block < end; ) {
            int stop = owned.nextAbsent(block, end);
            copyRange(
                    source,
                    (long) block * BlockBits.BLOCK_BYTES,
                    Math.min(size, (long) stop * BlockBits.BLOCK_BYTES),
                    parent);
            block = owned.next(stop, end);
        }
        if (parent.status().size() != size) {
            parent.truncate(size);
        }
        durably(parent::sync);
    }

    /** Copies data as data and holes as holes. */
    private static void copyRange(StoreFile source, long from, long to, StoreFile parent)
            throws StoreFileException {
        ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(PIECE_BYTES, to - from));
        for (long at = from; at < to; ) {
            long data = source.nextData(at);
            long start = data == StoreFile.NO_DATA ? to : Math.min(data, to);
            if (at < start) {
                parent.punchHole(at, start - at);
            }
            long stop = start < to ? Math.min(to, source.nextHole(start)) : to;
            for (long done = start; done < stop; done += piece.remaining()) {
                piece.clear().limit((int) Math.min(piece.capacity(), stop - done));
                source.read(done, List.of(piece));
                parent.write(done, List.of(piece));
            }
            at = stop;
        }
    }

    private SnapSet switchTo(SnapSet set, long layer, BlockBits owned, long size)
            throws StoreFileException {
        long parent = set.parent(layer);
        SnapSet next = set.folded(layer);
        KvBatch batch = new KvBatch();
        if (next.parent(parent) != SnapSet.NO_LAYER) {
            BlockBits both = Owned.read(object, parent).bits();
            both.addAll(owned);
            batch.put(Keys.numbered(Keys.OWNED, parent), new Owned(size, both).encode());
        }
        commit(next, batch, set.head() == layer);
        return next;
    }

    private void commit(SnapSet next, KvBatch batch, boolean isHead) throws StoreFileException {
        HeadLayer old = object.layer();
        if (isHead && old != null) {
            old.retire();
        }
        try {
            SnapSetWriter.put(batch, object, next);
            parts.kv().commit(batch);
        } catch (StoreFileException | RuntimeException | Error e) {
            if (isHead && old != null) {
                old.restore();
            }
            throw e;
        }
        object.hasSnapSet(next);
        if (!isHead && old != null && old.below() != null) {
            old.hasBelow(LayerView.of(object, next, next.parent(old.id())));
        }
    }
}
