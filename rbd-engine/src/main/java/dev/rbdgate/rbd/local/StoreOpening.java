package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.FileLockedException;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.local.kv.KvCorruptException;
import dev.rbdgate.rbd.local.kv.KvLimits;
import dev.rbdgate.rbd.store.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a store: lock, format, key-value store, what a crash left to do. */
final class StoreOpening {

    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);

    private final StoreFiles files;
    private final LocalStoreSettings settings;

    StoreOpening(StoreFiles files, LocalStoreSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    static void makeDirectory(Path directory) throws StoreOpenException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StoreOpenException(
                    "Directory %s cannot be made (%s). Make it, or name another one."
                            .formatted(directory, e.getMessage()),
                    e);
        }
        if (!Files.isWritable(directory)) {
            throw new StoreOpenException(
                    "Directory %s is not writable. Give this user the right to write, or name another"
                                    .formatted(directory)
                            + " one.");
        }
    }

    static StoreOpenException unusable(String directory, StoreFileException e) {
        String advice =
                e.errno() == Errno.ENOSPC
                        ? "Make room on its file system."
                        : "Check the directory's owner, rights and disk.";
        return new StoreOpenException(
                "The store in %s cannot be opened: %s. %s"
                        .formatted(directory, e.getMessage(), advice),
                e);
    }

    static StoreOpenException inUse(String directory, FileLockedException e) {
        return new StoreOpenException(
                "The store in %s is in use by %s. Stop it first, or name another directory."
                        .formatted(directory, e.owner()),
                e);
    }

    LocalObjectStore open() throws StoreOpenException {
        StoreFiles.FileLock lock = lock();
        try {
            return open(lock);
        } catch (StoreFileException e) {
            lock.close();
            throw unusable(files.describe(), e);
        } catch (KvCorruptException e) {
            lock.close();
            throw new StoreOpenException(
                    "The records of the store in %s are damaged: %s. Restore the directory from a"
                                    .formatted(files.describe(), e.getMessage())
                            + " backup.",
                    e);
        } catch (StoreOpenException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private StoreFiles.FileLock lock() throws StoreOpenException {
        try {
            // Not into a foreign directory.
            StoreFormat.check(files);
            return files.lock(StoreFormat.LOCK, ownerText());
        } catch (FileLockedException e) {
            throw inUse(files.describe(), e);
        } catch (StoreFileException e) {
            throw unusable(files.describe(), e);
        }
    }

    static String ownerText() {
        return "process " + ProcessHandle.current().pid() + " on host " + hostName();
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "this host";
        }
    }

    private LocalObjectStore open(StoreFiles.FileLock lock)
            throws StoreFileException, StoreOpenException {
        boolean exists = StoreFormat.check(files);
        if (!exists) {
            makeDirectories();
        } else {
            checkDirectories();
        }
        KeyValueStore kv = KeyValueStore.open(files, StoreParts.KV, KvLimits.DEFAULT);
        try {
            return open(lock, kv, exists);
        } catch (StoreFileException | StoreOpenException | RuntimeException e) {
            kv.close();
            throw e;
        }
    }

    /** Nothing of a store is made again: what was in it would be missed only later. */
    private void checkDirectories() throws StoreFileException, StoreOpenException {
        for (String name : new String[] {StoreParts.KV, StoreParts.POOLS}) {
            if (!files.exists(name)) {
                throw new StoreOpenException(
                        "The store in %s has lost its directory %s. Bring it back, or restore the store from a backup."
                                .formatted(files.describe(), name));
            }
        }
    }

    private void makeDirectories() throws StoreFileException {
        for (String name : new String[] {StoreParts.KV, StoreParts.POOLS, StoreParts.SCRATCH}) {
            if (!files.exists(name)) {
                files.createDirectory(name);
            }
        }
        files.syncDirectory("");
    }

    private LocalObjectStore open(StoreFiles.FileLock lock, KeyValueStore kv, boolean exists)
            throws StoreFileException, StoreOpenException {
        if (!exists) {
            if (StoreIdentity.pools(kv).isEmpty()) {
                StoreIdentity.createPool(kv, LocalObjectStore.DEFAULT_POOL);
            }
            StoreFormat.write(files, StoreFormat.PLAIN);
        } else if (StoreFormat.version(files) < StoreFormat.PLAIN) {
            // An older program would not see what snapshots make of objects.
            StoreFormat.write(files, StoreFormat.PLAIN);
        }
        StoreIdentity identity =
                StoreIdentity.opened(kv, files.hostBootId(), settings.random(), settings.clock());
        if (identity.uncleanStop()) {
            LOG.warn(
                    "The store in {} was not closed the last time{}",
                    files.describe(),
                    identity.uncleanHostRestart() ? ", and the host was restarted since" : "");
            // Writes of the process that ended were acknowledged; a flush of ours must cover them.
            files.syncAll();
        }
        if (!files.exists(StoreParts.SCRATCH)) {
            files.createDirectory(StoreParts.SCRATCH);
        }
        for (String scratch : files.list(StoreParts.SCRATCH)) {
            files.delete(StoreParts.SCRATCH + "/" + scratch);
        }
        StoreFiles dataFiles = StoreChecksums.dataFiles(files, kv, settings);
        LayerFiles layers = new LayerFiles(dataFiles, identity.instanceId());
        long hostBoot = LayerRecovery.bootTag(files.hostBootId());
        LayerRecovery.run(dataFiles, kv, layers, hostBoot, identity.uncleanStop());
        StoreHealth health = new StoreHealth();
        Workers workers = new Workers(settings);
        Snapshots snapshots = Snapshots.load(kv);
        LocalObjectStore store =
                new LocalObjectStore(
                        new StoreParts(
                                dataFiles,
                                kv,
                                settings,
                                health,
                                new SpaceGuard(files, settings.reserveBytes(), settings.nanoTime()),
                                workers,
                                new Syncer(kv, workers, health, settings.syncThreads()),
                                new ObjectTable(maxOpenObjects(), health, workers),
                                snapshots,
                                layers,
                                new Tidier(kv, snapshots, workers, health),
                                identity.instanceId(),
                                hostBoot),
                        identity,
                        lock,
                        StoreIdentity.pools(kv));
        resumeIntents(store, kv);
        store.startTidying();
        return store;
    }

    /** At most half of the files the process may open: connections and libraries need the rest. */
    private int maxOpenObjects() {
        return Math.clamp(settings.maxOpenObjects(), 1, Math.max(1, files.maxOpenFiles() / 2));
    }

    private static void resumeIntents(LocalObjectStore store, KeyValueStore kv)
            throws StoreFileException {
        byte[] start = {Keys.INTENT};
        Map<byte[], byte[]> intents = new TreeMap<>(Arrays::compareUnsigned);
        kv.scan(start, Keys.after(start), (key, value) -> intents.put(key, value) == null);
        for (Map.Entry<byte[], byte[]> entry : intents.entrySet()) {
            byte[] key = entry.getKey();
            long pool = Keys.poolIn(key);
            String namespace = Keys.namespaceIn(key);
            int nameAt = Keys.namespace(Keys.INTENT, pool, namespace).length;
            String name = Keys.nameIn(key, nameAt);
            LOG.info("Completing an interrupted operation on object {}", name);
            store.resume(pool, namespace, name, Intent.decode(entry.getValue()));
            kv.commit(new KvBatch().remove(key));
        }
    }
}
