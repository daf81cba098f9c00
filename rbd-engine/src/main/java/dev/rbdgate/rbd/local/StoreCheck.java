package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.FileLockedException;
import dev.rbdgate.rbd.files.NativeStoreFiles;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.local.checksum.ChecksumCheck;
import dev.rbdgate.rbd.local.checksum.ChecksumRecords;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvCorruptException;
import dev.rbdgate.rbd.local.kv.KvLimits;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.OmapKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a store that nobody has open: whether its records can be read and agree with its files.
 * Changes nothing but what opening the key-value store does: a log is replayed.
 */
public final class StoreCheck {

    private static final int READ_BYTES = 1 << 20;

    private final StoreFiles files;
    private final boolean readData;
    private final List<Finding> findings = new ArrayList<>();

    private StoreCheck(StoreFiles files, boolean readData) {
        this.files = files;
        this.readData = readData;
    }

    /**
     * Something that is not as it should be.
     *
     * @param where a path in the store, or an object
     */
    public record Finding(String where, String problem) {}

    /**
     * Checks a store.
     *
     * @param readData whether to read all data objects too, which takes its time
     * @return empty if all is well
     * @throws StoreOpenException if it is in use, or no store
     */
    public static List<Finding> run(Path directory, boolean readData) throws StoreOpenException {
        try {
            return run(NativeStoreFiles.in(directory), readData);
        } catch (StoreFileException e) {
            throw StoreOpening.unusable(directory.toString(), e);
        }
    }

    /** As {@link #run(Path, boolean)}, on any files. */
    public static List<Finding> run(StoreFiles files, boolean readData) throws StoreOpenException {
        try {
            if (!StoreFormat.check(files)) {
                throw new StoreOpenException(
                        "Directory %s holds no store. Name the directory of a store."
                                .formatted(files.describe()));
            }
            try (StoreFiles.FileLock _ = files.lock(StoreFormat.LOCK, StoreOpening.ownerText())) {
                return new StoreCheck(files, readData).run();
            }
        } catch (FileLockedException e) {
            throw StoreOpening.inUse(files.describe(), e);
        } catch (StoreFileException e) {
            throw StoreOpening.unusable(files.describe(), e);
        }
    }

    private List<Finding> run() throws StoreFileException {
        for (String directory : List.of(StoreParts.KV, StoreParts.POOLS)) {
            if (!files.exists(directory)) {
                found(directory, "is missing, and with it all that was in it");
                return findings;
            }
        }
        KeyValueStore kv;
        try {
            kv = KeyValueStore.open(files, StoreParts.KV, KvLimits.DEFAULT);
        } catch (KvCorruptException e) {
            found(StoreParts.KV, String.valueOf(e.getMessage()));
            return findings;
        }
        try {
            List<ObjectStore.Pool> pools = StoreIdentity.pools(kv);
            checkRecords(kv, pools);
            checkPools(kv, pools);
            new SnapSetCheck(files, kv, this::found).run(this::tryToRead);
            new ChecksumCheck(files, new ChecksumRecords(kv, Keys.CHECKSUM), this::found)
                    .run(readData);
        } finally {
            kv.close();
        }
        return List.copyOf(findings);
    }

    private void found(String where, String problem) {
        findings.add(new Finding(where, problem));
    }

    private void checkRecords(KeyValueStore kv, List<ObjectStore.Pool> pools)
            throws StoreFileException {
        byte[] start = {Keys.OBJECT};
        RecordCheck records = new RecordCheck(files, pools, layeredObjects(kv), this::found);
        kv.scan(start, Keys.after(start), records::visit);
        records.finish();
    }

    /** Keys of the objects whose content snapshot sets name, so that their own file is no proof. */
    private static Set<OmapKey> layeredObjects(KeyValueStore kv) throws StoreFileException {
        byte[] start = {Keys.SNAP_SET};
        Set<OmapKey> objects = new HashSet<>();
        kv.scan(
                start,
                Keys.after(start),
                (key, _) -> objects.add(OmapKey.of(Keys.inTable(Keys.OBJECT, key))));
        return objects;
    }

    private void checkPools(KeyValueStore kv, List<ObjectStore.Pool> pools)
            throws StoreFileException {
        for (String name : files.list(StoreParts.POOLS)) {
            String path = StoreParts.POOLS + "/" + name;
            Optional<ObjectStore.Pool> pool =
                    pools.stream().filter(each -> name.equals(each.id() + "/")).findFirst();
            if (pool.isEmpty()) {
                found(path, "is of no pool");
                continue;
            }
            String poolPath = path.substring(0, path.length() - 1);
            for (String directory : files.list(poolPath)) {
                checkNamespace(kv, pool.get(), poolPath + "/" + directory, directory);
            }
        }
    }

    private void checkNamespace(
            KeyValueStore kv, ObjectStore.Pool pool, String path, String directory)
            throws StoreFileException {
        Optional<String> namespace =
                directory.endsWith("/")
                        ? ObjectNames.namespaceOf(directory.substring(0, directory.length() - 1))
                        : Optional.empty();
        if (namespace.isEmpty()) {
            found(path, "is no namespace");
            return;
        }
        byte[] keys = Keys.namespace(Keys.OBJECT, pool.id(), namespace.get());
        String trimmed = path.substring(0, path.length() - 1);
        for (String shard : files.list(trimmed)) {
            if (!shard.endsWith("/")) {
                found(trimmed + "/" + shard, "is no directory of objects");
                continue;
            }
            String shardPath = trimmed + "/" + shard.substring(0, shard.length() - 1);
            for (String file : files.list(shardPath)) {
                checkFile(kv, keys, shard, shardPath + "/" + file, file);
            }
        }
    }

    private void checkFile(KeyValueStore kv, byte[] keys, String shard, String path, String file)
            throws StoreFileException {
        Optional<String> name = ObjectNames.unescape(file);
        if (name.isEmpty()) {
            found(path, "is no object's file");
            return;
        }
        if (!shard.equals("%02x/".formatted(ObjectNames.shard(name.get())))) {
            found(path, "is in the wrong directory, so its object is not found");
        }
        byte[] object = Keys.object(keys, name.get());
        byte[] record = kv.get(Keys.inTable(Keys.SNAP_SET, object));
        SnapSet set = record == null ? null : SnapSetCodec.decode(record);
        if (set == null && kv.get(Keys.of(object, Keys.HEAD)) != null) {
            found(path, "is of an object that has its content in the records");
        }
        if (set != null
                && !set.hasLayer(SnapSet.OWN_FILE)
                && !set.garbage().contains(SnapSet.OWN_FILE)) {
            found(path, "is of an object that has its content in layers");
        }
        tryToRead(path);
    }

    private void tryToRead(String path) {
        try {
            readFile(path);
        } catch (StoreFileException e) {
            found(path, "cannot be read: " + e.getMessage());
        }
    }

    private void readFile(String path) throws StoreFileException {
        StoreFile file = files.open(path);
        try {
            long size = file.status().size();
            ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
            for (long at = 0; readData && at < size; at += READ_BYTES) {
                file.read(at, List.of(buffer));
            }
        } finally {
            file.close();
        }
    }
}
