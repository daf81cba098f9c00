package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.local.LayerView.Owned;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles, when a store is opened, what heads' layers own.
 *
 * <p>If only the process ended, everything it was told counts: what was fresh is made durable. If
 * the host failed, only what a sync had covered counts: a layer goes back to the blocks and the
 * size of its last sync; one that never was synced goes back to nothing of its own, and an object
 * that began with it is not there.
 */
final class LayerRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(LayerRecovery.class);

    private final StoreFiles files;
    private final KeyValueStore kv;
    private final LayerFiles layers;
    private final long hostBoot;

    private LayerRecovery(StoreFiles files, KeyValueStore kv, LayerFiles layers, long hostBoot) {
        this.files = files;
        this.kv = kv;
        this.layers = layers;
        this.hostBoot = hostBoot;
    }

    /** Stands for a boot of the host. */
    static long bootTag(String bootId) {
        return UUID.nameUUIDFromBytes(bootId.getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits();
    }

    /**
     * @param sweep whether files that no record names may be there
     */
    static void run(
            StoreFiles files, KeyValueStore kv, LayerFiles layers, long hostBoot, boolean sweep)
            throws StoreFileException {
        LayerRecovery recovery = new LayerRecovery(files, kv, layers, hostBoot);
        recovery.settle();
        if (sweep) {
            recovery.sweep();
        }
    }

    /** When a store is closed, and everything has been synced: what was fresh is durable. */
    static void settleSynced(StoreFiles files, KeyValueStore kv, LayerFiles layers, long hostBoot)
            throws StoreFileException {
        new LayerRecovery(files, kv, layers, hostBoot).settle();
    }

    private void settle() throws StoreFileException {
        Map<byte[], byte[]> fresh = new TreeMap<>(Arrays::compareUnsigned);
        byte[] start = {Keys.FRESH};
        kv.scan(start, Keys.after(start), (key, value) -> fresh.put(key, value) == null);
        for (Map.Entry<byte[], byte[]> entry : fresh.entrySet()) {
            KvBatch batch = new KvBatch().remove(entry.getKey());
            FreshLayer layer = FreshLayer.decode(entry.getValue());
            if (layer == null) {
                throw new StoreFileException(Errno.EIO, "read the record of a layer");
            }
            settle(ByteBuffer.wrap(entry.getKey()).getLong(1), layer, batch);
            kv.commit(batch);
        }
        if (!fresh.isEmpty()) {
            kv.sync();
        }
    }

    private void settle(long id, FreshLayer layer, KvBatch batch) throws StoreFileException {
        byte[] setKey = Keys.inTable(Keys.SNAP_SET, layer.object());
        byte[] record = kv.get(setKey);
        SnapSet set = record == null ? null : SnapSetCodec.decode(record);
        if (set == null || set.head() != id) {
            return;
        }
        boolean lost = layer.boot() != hostBoot;
        if (!lost && !layer.opaque()) {
            batch.put(Keys.numbered(Keys.OWNED, id), new Owned(sizeOf(id), layer.bits()).encode());
        } else if (lost && layer.opaque()) {
            forget(layer, set, batch);
        } else if (lost) {
            revert(id, layer, Owned.decode(kv.get(Keys.numbered(Keys.OWNED, id))), batch);
        }
    }

    private long sizeOf(long id) throws StoreFileException {
        StoreFile file = files.open(layers.path(id));
        try {
            return file.status().size();
        } finally {
            file.close();
        }
    }

    /** The object was made after the last sync of it: it is not there. */
    private static void forget(FreshLayer layer, SnapSet set, KvBatch batch) {
        byte[] object = layer.object();
        SnapSet left = SnapSetWriter.afterRemoval(set);
        batch.removeRange(object, Keys.after(object));
        if (left != null) {
            SnapSetWriter.put(batch, object, left);
        }
    }

    private void revert(long id, FreshLayer layer, @Nullable Owned durable, KvBatch batch)
            throws StoreFileException {
        StoreFile file;
        if (durable == null) {
            if (files.exists(layers.path(id))) {
                files.delete(layers.path(id));
            }
            file = layers.create(id, layer.size(), new FlushScope());
            batch.put(
                    Keys.numbered(Keys.OWNED, id),
                    new Owned(layer.size(), BlockBits.none()).encode());
        } else {
            file = files.open(layers.path(id));
        }
        try {
            if (durable != null && file.status().size() > durable.size()) {
                // Grown after the last sync: what lies below there had been cut off.
                file.truncate(durable.size());
            }
            file.sync();
        } finally {
            file.close();
        }
        layers.directory(id).sync();
    }

    /** Deletes the files that a change made whose records did not come to be. */
    private void sweep() throws StoreFileException {
        if (!files.exists(LayerFiles.DIRECTORY)) {
            return;
        }
        Set<Long> known = new HashSet<>();
        byte[] start = {Keys.SNAP_SET};
        kv.scan(
                start,
                Keys.after(start),
                (_, value) -> {
                    SnapSet set = SnapSetCodec.decode(value);
                    if (set != null) {
                        known.addAll(SnapSetWriter.ownFiles(set));
                    }
                    return true;
                });
        int deleted = 0;
        for (String shard : files.list(LayerFiles.DIRECTORY)) {
            String path = LayerFiles.DIRECTORY + "/" + shard.substring(0, shard.length() - 1);
            for (String name : files.list(path)) {
                OptionalLong id = LayerFiles.idOf(name);
                if (id.isPresent() && !known.contains(id.getAsLong())) {
                    files.delete(path + "/" + name);
                    deleted++;
                }
            }
        }
        if (deleted > 0) {
            LOG.info("Deleted {} files of interrupted changes", deleted);
        }
    }
}
