package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files of layers: {@code layers/SHARD/ID} in hexadecimal digits. An id is never given out
 * again: it is made of the number of this opening of the store, and of a count.
 */
final class LayerFiles {

    static final String DIRECTORY = "layers";
    static final int SHARDS = 256;

    private static final int COUNT_BITS = 32;
    private static final int ID_DIGITS = 16;

    private final StoreFiles files;
    private final DirectoryNode[] shards = new DirectoryNode[SHARDS];
    private final AtomicLong lastId;

    LayerFiles(StoreFiles files, long instanceId) {
        this.files = files;
        this.lastId = new AtomicLong(instanceId << COUNT_BITS);
        DirectoryNode directory = DirectoryNode.root(files).child(DIRECTORY);
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = directory.child(String.format(Locale.ROOT, "%02x", i));
        }
    }

    long newId() {
        return lastId.incrementAndGet();
    }

    DirectoryNode directory(long id) {
        return shards[(int) (id & (SHARDS - 1))];
    }

    String path(long id) {
        return directory(id).inside(String.format(Locale.ROOT, "%016x", id));
    }

    /** The layer whose file has this name. */
    static OptionalLong idOf(String fileName) {
        if (fileName.length() != ID_DIGITS) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(fileName, 16));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** Makes a file of this many zeros; its name belongs to the scope. */
    StoreFile create(long id, long size, FlushScope scope) throws StoreFileException {
        DirectoryNode directory = directory(id);
        directory.make(scope);
        StoreFile file = files.create(path(id));
        directory.changedIn(scope);
        try {
            if (size > 0) {
                file.truncate(size);
            }
        } catch (StoreFileException | RuntimeException | Error e) {
            discard(id, file);
            throw e;
        }
        return file;
    }

    /** Takes back a file that no record names yet. */
    void discard(long id, StoreFile file) throws StoreFileException {
        file.close();
        files.delete(path(id));
    }
}
