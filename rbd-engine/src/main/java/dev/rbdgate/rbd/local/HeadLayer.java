package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KvBatch;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The layer that an object's writes go to, other than the object's own file.
 *
 * <p>If it has a parent it must be known which blocks it owns. That a block was written and that it
 * is owned are two facts on two files, and a host that fails may keep either. To own a block whose
 * data is lost would show zeros in place of what a flush or a snapshot has made durable, so there
 * are two records: {@link LayerView.Owned} with the blocks whose data a sync has covered, and
 * {@link FreshLayer} with all, which counts only as long as the host runs. A write first changes
 * the file, then the fresh record, then answers; a sync first syncs the file, then adds to the
 * owned record, then syncs the records.
 *
 * <p>Changed with exclusive access to the object; the sync comes from any thread.
 */
final class HeadLayer {

    private final LocalObject object;
    private final long id;

    /** Replaced with exclusive access, when layers below become one. */
    private volatile @Nullable LayerView below;

    /** Held over a commit of records, so not a monitor, which the simulation cannot wait for. */
    private final ReentrantLock records = new ReentrantLock();

    /** Never changed, but replaced with exclusive access and the lock. */
    private volatile BlockBits bits;

    // Guarded by the lock.
    private BlockBits durableBits;
    private long durableSize;
    private final long firstSize;
    private boolean fresh;
    private boolean retired;

    private HeadLayer(
            LocalObject object,
            long id,
            @Nullable LayerView below,
            BlockBits bits,
            long size,
            boolean fresh) {
        this.object = object;
        this.id = id;
        this.below = below;
        this.bits = bits;
        this.durableBits = bits;
        this.durableSize = fresh ? -1 : size;
        this.firstSize = size;
        this.fresh = fresh;
    }

    /** A layer that was made now; its fresh record goes with the snapshot set that names it. */
    static HeadLayer made(LocalObject object, long id, @Nullable LayerView below, long size) {
        return new HeadLayer(object, id, below, BlockBits.none(), size, true);
    }

    /** A layer whose file and records are durable. */
    static HeadLayer stored(LocalObject object, SnapSet set) throws StoreFileException {
        long id = set.head();
        long parent = set.parent(id);
        if (parent == SnapSet.NO_LAYER) {
            return new HeadLayer(object, id, null, BlockBits.none(), 0, false);
        }
        LayerView.Owned owned = LayerView.Owned.read(object, id);
        LayerView below = LayerView.of(object, set, parent);
        return new HeadLayer(object, id, below, owned.bits(), owned.size(), false);
    }

    long id() {
        return id;
    }

    /** What is read where this layer owns nothing; null: it owns everything. */
    @Nullable LayerView below() {
        return below;
    }

    void hasBelow(LayerView changed) {
        below = changed;
    }

    boolean owns(int block) {
        return below == null || bits.get(block);
    }

    boolean ownsRange(long from, long to) {
        return below == null
                || bits.hasAll((int) (from / BlockBits.BLOCK_BYTES), BlockBits.blocks(to));
    }

    /**
     * How long a stored layer's file may be: from its durable size on only as far as it owns every
     * block. What lies below behind that had been cut off, and is not the object's.
     */
    long surelyBytes() {
        records.lock();
        try {
            if (below == null) {
                return Long.MAX_VALUE;
            }
            long end = durableSize;
            for (int block = (int) (end / BlockBits.BLOCK_BYTES); bits.get(block); block++) {
                end = (block + 1L) * BlockBits.BLOCK_BYTES;
            }
            return end;
        } finally {
            records.unlock();
        }
    }

    /** Owns the blocks {@code [from, to)} from now on, whatever becomes of the process. */
    void own(int from, int to) throws StoreFileException {
        records.lock();
        try {
            if (below == null || from >= to || bits.hasAll(from, to)) {
                return;
            }
            BlockBits more = bits.copy();
            more.add(from, to);
            object.namespace()
                    .parts()
                    .kv()
                    .commit(new KvBatch().put(FreshLayer.key(id), freshRecord(more)));
            bits = more;
            fresh = true;
        } finally {
            records.unlock();
        }
    }

    /** The record that says what it owns and that no sync has covered it. */
    byte[] freshRecord() {
        return freshRecord(bits);
    }

    private byte[] freshRecord(BlockBits owned) {
        return new FreshLayer(
                        object.namespace().parts().hostBoot(),
                        object.key(),
                        below == null,
                        firstSize,
                        owned)
                .encode();
    }

    /** What a sync that begins now will cover. */
    LayerView.Owned toCover(long size) {
        records.lock();
        try {
            return new LayerView.Owned(size, bits);
        } finally {
            records.unlock();
        }
    }

    /** The file and its name are durable as of {@link #toCover}. */
    void covered(LayerView.Owned now) throws StoreFileException {
        records.lock();
        try {
            if (!retired) {
                record(now);
            }
        } finally {
            records.unlock();
        }
    }

    private void record(LayerView.Owned now) throws StoreFileException {
        KvBatch batch = new KvBatch();
        boolean settles = fresh && bits.sameAs(now.bits());
        if (below != null && (!durableBits.sameAs(now.bits()) || durableSize != now.size())) {
            batch.put(Keys.numbered(Keys.OWNED, id), now.encode());
        }
        if (settles) {
            batch.remove(FreshLayer.key(id));
        }
        if (batch.isEmpty()) {
            return;
        }
        object.namespace().parts().kv().commit(batch);
        durableBits = now.bits();
        durableSize = now.size();
        fresh &= !settles;
    }

    /**
     * It is being replaced: from now on no sync records anything for it. Its own records go with
     * the change that this begins, and {@link #restore} takes it back.
     */
    void retire() {
        setRetired(true);
    }

    void restore() {
        setRetired(false);
    }

    private void setRetired(boolean now) {
        records.lock();
        try {
            retired = now;
        } finally {
            records.unlock();
        }
    }

    /** The keys of its records. */
    List<byte[]> keys() {
        return List.of(FreshLayer.key(id), Keys.numbered(Keys.OWNED, id));
    }
}
