package dev.rbdgate.rbd.local.kv;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import java.util.Iterator;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;

/** One base file, open: an MVStore with one map of all keys. */
final class KvBase {

    /** MVStore's page cache, in MiB. */
    private static final int CACHE_MEBIBYTES = 32;

    private static final String MAP = "all";

    private final long number;
    private final BaseFileStore file;
    private final MVStore store;
    private final MVMap<byte[], byte[]> map;

    private KvBase(long number, BaseFileStore file, MVStore store) {
        this.number = number;
        this.file = file;
        this.store = store;
        this.map =
                store.openMap(
                        MAP,
                        new MVMap.Builder<byte[], byte[]>()
                                .keyType(ByteArrayDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE));
    }

    /**
     * Opens a base file in the state that a log header names, or a new one.
     *
     * @param storeFile taken over
     */
    static KvBase open(
            long number, StoreFile storeFile, String name, long bytes, byte[] savedHeader)
            throws StoreFileException {
        BaseFileStore file = new BaseFileStore(storeFile, name, bytes, savedHeader);
        try {
            MVStore store =
                    new MVStore.Builder()
                            .adoptFileStore(file)
                            .autoCommitDisabled()
                            .cacheSize(CACHE_MEBIBYTES)
                            .open();
            store.setVersionsToKeep(0);
            store.setRetentionTime(0);
            store.setReuseSpace(false);
            return new KvBase(number, file, store);
        } catch (MVStoreException e) {
            storeFile.close();
            throw failed("open " + name, e);
        }
    }

    long number() {
        return number;
    }

    long bytes() {
        return file.size();
    }

    byte[] savedHeader() {
        return file.savedHeader();
    }

    MVMap<byte[], byte[]> map() {
        return map;
    }

    void apply(KvChange change) throws StoreFileException {
        try {
            change.applyTo(map);
        } catch (MVStoreException e) {
            throw failed("change " + file, e);
        }
    }

    /** What is changed in memory, by MVStore's estimate. */
    long unsavedBytes() {
        return store.getUnsavedMemory();
    }

    /** Takes storage behind the end of the file; false if there is none. */
    boolean reserve(long bytes) throws StoreFileException {
        return file.reserve(bytes);
    }

    /** Writes what has changed to the end of the file, and syncs it. */
    void save() throws StoreFileException {
        try {
            store.commit();
            store.sync();
        } catch (MVStoreException e) {
            throw failed("write " + file, e);
        }
    }

    /** Copies everything into another base. */
    void copyTo(KvBase target) throws StoreFileException {
        try {
            for (Cursor<byte[], byte[]> all = map.cursor(null); all.hasNext(); ) {
                byte[] key = all.next();
                target.map.append(key, all.getValue());
            }
        } catch (MVStoreException e) {
            throw failed("copy " + file, e);
        }
    }

    Iterator<byte[]> keysFrom(byte[] from) {
        return map.keyIterator(from);
    }

    /** Forgets what was not saved, and closes the file. */
    void close() {
        store.closeImmediately();
    }

    static StoreFileException failed(String call, MVStoreException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreFileException file) {
                return new StoreFileException(file.errno(), call, e);
            }
        }
        return new StoreFileException(Errno.EIO, call, e);
    }
}
