package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.local.SnapSet.Clone;
import dev.rbdgate.rbd.local.SnapSet.Layer;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Checks the snapshot sets of all objects against the layers and records that they name. */
final class SnapSetCheck {

    private final StoreFiles files;
    private final KeyValueStore kv;
    private final Snapshots snapshots;
    private final LayerFiles layers;
    private final BiConsumer<String, String> found;
    private final Set<Long> known = new HashSet<>();

    SnapSetCheck(StoreFiles files, KeyValueStore kv, BiConsumer<String, String> found)
            throws StoreFileException {
        this.files = files;
        this.kv = kv;
        this.snapshots = Snapshots.load(kv);
        this.layers = new LayerFiles(files, 0);
        this.found = found;
    }

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
    private record Entry(byte[] key, byte[] value) {}

    /**
     * @param readFile reads a layer's file, or part of it
     */
    void run(Consumer<String> readFile) throws StoreFileException {
        for (Entry entry : entries(Keys.SNAP_SET)) {
            String name = "object " + nameOf(entry.key());
            SnapSet set = SnapSetCodec.decode(entry.value());
            if (set == null) {
                found.accept(name, "has a damaged snapshot set");
                continue;
            }
            known.addAll(SnapSetWriter.ownFiles(set));
            for (Layer layer : set.layers()) {
                checkLayer(name, entry.key(), set, layer);
            }
            for (Clone clone : set.clones()) {
                checkClone(name, entry.key(), set, clone);
            }
        }
        for (Entry entry : entries(Keys.OWNED)) {
            long layer = ByteBuffer.wrap(entry.key()).getLong(1);
            if (!known.contains(layer)) {
                found.accept(layers.path(layer), "has records and is of no object");
            }
        }
        checkFiles(readFile);
    }

    private List<Entry> entries(byte table) throws StoreFileException {
        byte[] start = {table};
        List<Entry> entries = new ArrayList<>();
        kv.scan(start, Keys.after(start), (key, value) -> entries.add(new Entry(key, value)));
        return entries;
    }

    private static String nameOf(byte[] key) {
        String namespace = Keys.namespaceIn(key);
        byte[] before = Keys.namespace(key[0], Keys.poolIn(key), namespace);
        return Keys.poolIn(key) + "/" + namespace + "/" + Keys.nameIn(key, before.length);
    }

    private void checkLayer(String name, byte[] key, SnapSet set, Layer layer)
            throws StoreFileException {
        String path = path(key, layer.id());
        boolean fresh = kv.get(FreshLayer.key(layer.id())) != null;
        if (!fresh && !files.exists(path)) {
            found.accept(name, "misses its layer " + path);
        }
        if (layer.parent() == SnapSet.NO_LAYER) {
            return;
        }
        if (!set.hasLayer(layer.parent())) {
            found.accept(name, "misses the layer below " + path);
        }
        byte[] owned = kv.get(Keys.numbered(Keys.OWNED, layer.id()));
        if (!fresh && LayerView.Owned.decode(owned) == null) {
            found.accept(name, "does not know the blocks of " + path);
        }
    }

    private String path(byte[] key, long layer) {
        if (layer != SnapSet.OWN_FILE) {
            return layers.path(layer);
        }
        String namespace = Keys.namespaceIn(key);
        byte[] before = Keys.namespace(key[0], Keys.poolIn(key), namespace);
        String object = Keys.nameIn(key, before.length);
        return String.format(
                Locale.ROOT,
                "%s/%d/%s/%02x/%s",
                StoreParts.POOLS,
                Keys.poolIn(key),
                ObjectNames.directoryOf(namespace),
                ObjectNames.shard(object),
                ObjectNames.escape(object));
    }

    private void checkClone(String name, byte[] key, SnapSet set, Clone clone)
            throws StoreFileException {
        String what = "clone " + clone.id();
        if (clone.layer() == SnapSet.NO_LAYER) {
            byte[] records = Keys.clone(Keys.inTable(Keys.CLONE, key), clone.id());
            if (kv.get(Keys.of(records, Keys.HEAD)) == null) {
                found.accept(name, "misses the records of " + what);
            }
        } else if (!set.hasLayer(clone.layer())) {
            found.accept(name, "misses the layer of " + what);
        }
        long pool = Keys.poolIn(key);
        for (long snap : clone.snaps()) {
            boolean leftToDo = kv.get(Keys.numbered(Keys.REMOVED_SNAP, pool, snap)) != null;
            if (!leftToDo && snapshots.isRemoved(pool, snap)) {
                found.accept(name, what + " is kept for snapshot " + snap + ", which is gone");
            }
        }
    }

    private void checkFiles(Consumer<String> readFile) throws StoreFileException {
        if (!files.exists(LayerFiles.DIRECTORY)) {
            return;
        }
        // After an unclean stop the next opening deletes what a change left behind.
        boolean closed = StoreIdentity.wasClosed(kv);
        for (String shard : files.list(LayerFiles.DIRECTORY)) {
            String directory = LayerFiles.DIRECTORY + "/" + shard.substring(0, shard.length() - 1);
            for (String file : files.list(directory)) {
                String path = directory + "/" + file;
                OptionalLong id = LayerFiles.idOf(file);
                if (id.isEmpty() || !path.equals(layers.path(id.getAsLong()))) {
                    found.accept(path, "is no layer's file");
                } else if (closed && !known.contains(id.getAsLong())) {
                    found.accept(path, "is of no object");
                } else {
                    readFile.accept(path);
                }
            }
        }
    }
}
