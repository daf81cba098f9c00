package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store keeps in memory of one object while it is used: who has access, what it is, its
 * open file. All but {@link #access} is read with shared and changed with exclusive access, except
 * that the first call of many with shared access looks the object up.
 */
final class LocalObject extends Syncable {

    /** What the object is. */
    enum Kind {
        /** Nobody has looked yet. */
        UNKNOWN,
        MISSING,
        /** A data object: its file is the whole truth about existence and size. */
        FILE,
        /** An object in the key-value store. */
        RECORD
    }

    /** Answer of {@link #tryRead}. */
    static final int NOT_NOW = Integer.MIN_VALUE;

    private final Namespace namespace;
    private final String name;
    private final byte[] key;
    private final AccessQueue access = new AccessQueue();

    private volatile Kind kind = Kind.UNKNOWN;
    private volatile long size;
    private volatile @Nullable FileHandle handle;
    private volatile @Nullable ObjectHead head;

    /** Set by users, cleared by the table's search for one to drop. */
    private volatile boolean used = true;

    LocalObject(Namespace namespace, String name) {
        this.namespace = namespace;
        this.name = name;
        this.key = Keys.object(namespace.objectKeys(), name);
    }

    Namespace namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    /** What its keys begin with. */
    byte[] key() {
        return key;
    }

    byte[] intentKey() {
        return Keys.object(
                Keys.namespace(Keys.INTENT, namespace.pool().id(), namespace.name()), name);
    }

    AccessQueue access() {
        return access;
    }

    Kind kind() {
        return kind;
    }

    boolean exists() {
        return kind == Kind.FILE || kind == Kind.RECORD;
    }

    long size() {
        return size;
    }

    @Nullable ObjectHead head() {
        return head;
    }

    void touch() {
        if (!used) {
            used = true;
        }
    }

    /** Whether it was used since the last question. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    DirectoryNode directory() {
        return namespace.shard(name);
    }

    String path() {
        return directory().inside(ObjectNames.escape(name));
    }

    @Override
    public String toString() {
        return namespace + name;
    }

    /** Finds out what it is, if nobody has yet. */
    void lookUp() throws StoreFileException {
        if (kind == Kind.UNKNOWN) {
            namespace.parts().table().makeRoom();
            lookUpOnce();
        }
    }

    private synchronized void lookUpOnce() throws StoreFileException {
        if (kind != Kind.UNKNOWN) {
            return;
        }
        byte[] record = namespace.parts().kv().get(Keys.of(key, Keys.HEAD));
        if (record != null) {
            isRecord(ObjectHead.decode(record));
            return;
        }
        StoreFiles files = namespace.parts().files();
        if (ObjectNames.escape(name).length() > ObjectNames.MAX_FILE_NAME) {
            isMissing();
            return;
        }
        try {
            StoreFile file = files.open(path());
            try {
                size = file.status().size();
            } catch (StoreFileException e) {
                file.close();
                throw e;
            }
            opened(file);
            kind = Kind.FILE;
        } catch (StoreFileException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            isMissing();
        }
    }

    /**
     * Reads what needs no wait, with shared access.
     *
     * @return bytes read, an error, or {@link #NOT_NOW}
     */
    int tryRead(long offset, List<ByteBuffer> destination, int length) throws StoreFileException {
        return switch (kind) {
            case UNKNOWN, RECORD -> NOT_NOW;
            case MISSING -> -Errno.ENOENT;
            case FILE -> tryReadFile(offset, destination, length);
        };
    }

    private int tryReadFile(long offset, List<ByteBuffer> destination, int length)
            throws StoreFileException {
        int wanted = (int) Math.max(0, Math.min(length, size - offset));
        if (wanted == 0) {
            return 0;
        }
        // Past the end there is nothing to wait for: the file ends where the object does.
        return file().tryReadResident(offset, destination) >= wanted ? wanted : NOT_NOW;
    }

    /** Its open file; it is a data object. */
    StoreFile file() {
        FileHandle open = handle;
        if (open == null) {
            throw new IllegalStateException("no open file of " + this);
        }
        return open.file();
    }

    void isRecord(ObjectHead newHead) {
        head = newHead;
        size = newHead.size();
        kind = Kind.RECORD;
    }

    void isFile(StoreFile file, long newSize) {
        opened(file);
        size = newSize;
        kind = Kind.FILE;
    }

    private void opened(StoreFile file) {
        handle = new FileHandle(file);
        namespace.parts().table().fileOpened();
    }

    /** Whether a file of it is open. */
    boolean hasFile() {
        return handle != null;
    }

    void resized(long newSize) {
        size = newSize;
    }

    void isMissing() {
        closeFile();
        head = null;
        size = 0;
        kind = Kind.MISSING;
    }

    void closeFile() {
        FileHandle open = handle;
        if (open != null) {
            handle = null;
            namespace.parts().table().fileClosed();
            open.unpin();
        }
    }

    /**
     * The file, and the names by which it is found: it leaves the flush scopes only when both are
     * durable, whoever made the names.
     */
    @Override
    void syncNow() throws StoreFileException {
        FileHandle open = handle;
        if (open != null && open.pin()) {
            try {
                open.file().sync();
            } finally {
                open.unpin();
            }
        }
        directory().sync();
    }
}
