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
    private volatile boolean exists;

    private DirectoryNode(StoreFiles files, String path, @Nullable DirectoryNode parent) {
        this.files = files;
        this.path = path;
        this.parent = parent;
    }

    /** The root of the store, which exists. */
    static DirectoryNode root(StoreFiles files) {
        DirectoryNode root = new DirectoryNode(files, "", null);
        root.exists = true;
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

    boolean exists() throws StoreFileException {
        if (!exists) {
            exists = files.exists(path);
        }
        return exists;
    }

    /** Makes sure that it exists; if it is made, its name belongs to the scope. */
    void make(FlushScope scope) throws StoreFileException {
        if (exists()) {
            return;
        }
        if (parent != null) {
            parent.make(scope);
            try {
                files.createDirectory(path);
            } catch (StoreFileException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
            parent.changedIn(scope);
        }
        exists = true;
    }

    /** Syncs it and those above it, where their names have changed. */
    void syncUpwards() throws StoreFileException {
        for (DirectoryNode node = this; node != null; node = node.parent) {
            node.sync();
        }
    }

    @Override
    void syncNow() throws StoreFileException {
        files.syncDirectory(path);
    }
}
