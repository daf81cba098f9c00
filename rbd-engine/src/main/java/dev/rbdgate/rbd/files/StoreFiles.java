package dev.rbdgate.rbd.files;

import java.util.List;

/**
 * A directory tree that a store owns. Paths are relative to its root, with {@code /} between names;
 * the root is the empty path. Used from any thread.
 *
 * <p>Nothing is durable unless synced: a file's bytes and size by {@link StoreFile#sync}, a new, a
 * renamed or a deleted name by {@link #syncDirectory} of the directory that holds it.
 */
public interface StoreFiles {

    /** What the tree is, for messages: its path on disk. */
    String describe();

    /** Opens an existing file; ENOENT. */
    StoreFile open(String path) throws StoreFileException;

    /** Creates and opens a file; EEXIST. */
    StoreFile create(String path) throws StoreFileException;

    boolean exists(String path) throws StoreFileException;

    /** Creates a directory inside an existing one; EEXIST. */
    void createDirectory(String path) throws StoreFileException;

    /** Makes the names in a directory durable. */
    void syncDirectory(String path) throws StoreFileException;

    /** Makes everything durable that anybody has written to the file system (syncfs). */
    void syncAll() throws StoreFileException;

    /** Renames a file, replacing another one of the new name. */
    void rename(String from, String to) throws StoreFileException;

    /** Deletes a file, or an empty directory. */
    void delete(String path) throws StoreFileException;

    /** The names in a directory, in no order; those of directories end with {@code /}. */
    List<String> list(String path) throws StoreFileException;

    /**
     * Takes the exclusive lock on a file, creating it, and writes {@code owner} into it.
     *
     * @return releases the lock when closed
     * @throws FileLockedException if another process, or this one, holds it
     */
    FileLock lock(String path, String owner) throws StoreFileException, FileLockedException;

    /** Space of the file system, as of now. Does not block. */
    Space space() throws StoreFileException;

    /** How many files this process may have open, sockets and libraries included. */
    default int maxOpenFiles() {
        return Integer.MAX_VALUE;
    }

    /** Changes with every boot of the host. */
    String hostBootId() throws StoreFileException;

    /** A lock that is held until closed. */
    interface FileLock extends AutoCloseable {
        @Override
        void close();
    }

    /** Bytes of a file system. */
    record Space(long totalBytes, long availableBytes) {}
}
