package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.store.Errno;
import org.jspecify.annotations.Nullable;

/** A directory of the store: made when it is needed, its names synced when they changed. */
final class DirectoryNode extends Syncable {

    private final StoreFiles files;
    private final String path;
    private final @Nullable DirectoryNode parent;
    private volatile boolean made;

    private DirectoryNode(StoreFiles files, String path, @Nullable DirectoryNode parent) {
        this.files = files;
        this.path = path;
        this.parent = parent;
    }

    /** The root of the store, which exists. */
    static DirectoryNode root(StoreFiles files) {
        DirectoryNode root = new DirectoryNode(files, "", null);
        root.made = true;
        return root;
    }

    DirectoryNode child(String name) {
        return new DirectoryNode(files, inside(name), this);
    }

    String path() {
        return path;
    }

    String inside(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    /** Something was found in it, so it and those above it are there. */
    void seen() {
        if (!made) {
            made = true;
            if (parent != null) {
                parent.seen();
            }
        }
    }

    /**
     * Makes sure that what is not found in it is not there: that neither it nor a directory above
     * it has gone since it was seen.
     */
    void checkPresent() throws StoreFileException {
        if (!made && parent != null) {
            parent.checkPresent();
        } else if (!files.exists(path)) {
            throw new StoreFileException(
                    Errno.EIO,
                    "find directory %s/%s, which was there".formatted(files.describe(), path));
        }
    }

    boolean exists() throws StoreFileException {
        return made || files.exists(path);
    }

    /** Makes sure that it exists; if it is made, its name belongs to the scope. */
    void make(FlushScope scope) throws StoreFileException {
        if (!made) {
            makeOnce(scope);
        }
    }

    private synchronized void makeOnce(FlushScope scope) throws StoreFileException {
        if (made) {
            return;
        }
        if (parent != null && !files.exists(path)) {
            parent.make(scope);
            files.createDirectory(path);
            parent.changedIn(scope);
        }
        made = true;
    }

    /** Those above it first: it is not reachable without them. */
    @Override
    void syncNow() throws StoreFileException {
        if (parent != null) {
            parent.sync();
        }
        files.syncDirectory(path);
    }
}
