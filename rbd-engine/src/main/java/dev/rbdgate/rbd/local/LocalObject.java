package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.FileStatus;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
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
    private volatile @Nullable SnapSet snapSet;

    /** Not below the sequence of the records that say so. */
    private volatile long snapSetSequence;

    private volatile @Nullable HeadLayer layer;
    private final OpenLayers openLayers = new OpenLayers(this);

    /** The file whose name is durable, whatever else changes in its directory. */
    private volatile @Nullable FileHandle named;

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

    String layerPath(long id) {
        return id == SnapSet.OWN_FILE ? path() : namespace.parts().layers().path(id);
    }

    /** Where the name of the head's file is. */
    private DirectoryNode headDirectory() {
        HeadLayer current = layer;
        return current == null ? directory() : namespace.parts().layers().directory(current.id());
    }

    /** What snapshots have made of it; null: nothing. */
    @Nullable SnapSet snapSet() {
        return snapSet;
    }

    void hasSnapSet(@Nullable SnapSet set) {
        snapSet = set == null || (set.isEmpty() && set.seq() == 0) ? null : set;
        snapSetSequence = namespace.parts().kv().committed();
    }

    /** Makes its snapshot set durable, if it is not yet. */
    void syncSnapSet() throws StoreFileException {
        namespace.parts().kv().syncTo(snapSetSequence);
    }

    /** The layer that its writes go to; null: its own file. */
    @Nullable HeadLayer layer() {
        return layer;
    }

    void hasLayer(@Nullable HeadLayer newLayer) {
        layer = newLayer;
    }

    OpenLayers openLayers() {
        return openLayers;
    }

    /** Whether a context has a snapshot that no write of it has known. */
    boolean isOlderThan(SnapContext context) {
        SnapSet set = snapSet;
        return !context.snaps().isEmpty()
                && context.snaps().getFirst() > (set == null ? 0 : set.seq());
    }

    /** The head's content; it is a data object. */
    DataSource source() {
        HeadLayer current = layer;
        LayerView below = current == null ? null : current.below();
        return current == null || below == null
                ? new DataSource.Plain(file())
                : LayeredSource.ofHead(this, current, below, size);
    }

    /** The content of a clone that is in layers. */
    DataSource source(SnapSet.Clone clone) throws StoreFileException {
        SnapSet set = snapSet;
        if (set == null) {
            throw new IllegalStateException("a clone without a set of " + this);
        }
        return LayeredSource.ofLayer(this, LayerView.of(this, set, clone.layer()), clone.size());
    }

    /** What the file system knows of a layer's file. */
    FileStatus status(long layerId) throws StoreFileException {
        HeadLayer current = layer;
        if (handle != null && layerId == (current == null ? SnapSet.OWN_FILE : current.id())) {
            return file().status();
        }
        FileHandle open = openLayers.pinned(layerId);
        try {
            return open.file().status();
        } finally {
            open.unpin();
        }
    }

    /** Storage of the head, and of all that is kept for snapshots. */
    long allocatedBytes(FileStatus ofHead) throws StoreFileException {
        SnapSet set = snapSet;
        if (set == null) {
            return ofHead.allocatedBytes();
        }
        long total = 0;
        for (SnapSet.Layer each : set.layers()) {
            total +=
                    each.id() == set.head()
                            ? ofHead.allocatedBytes()
                            : status(each.id()).allocatedBytes();
        }
        return total;
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
        SnapSet set = storedSnapSet();
        hasSnapSet(set);
        byte[] record = namespace.parts().kv().get(Keys.of(key, Keys.HEAD));
        if (record != null) {
            isRecord(ObjectHead.decode(record));
            return;
        }
        if (set != null) {
            lookUpLayer(set);
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
            directory().seen();
            named = directory().isClean() ? handle : null;
            kind = Kind.FILE;
        } catch (StoreFileException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            directory().checkPresent();
            isMissing();
        }
    }

    private @Nullable SnapSet storedSnapSet() throws StoreFileException {
        StoreParts parts = namespace.parts();
        if (!parts.snapshots().used(namespace.pool().id())) {
            return null;
        }
        byte[] record = parts.kv().get(Keys.inTable(Keys.SNAP_SET, key));
        if (record == null) {
            return null;
        }
        SnapSet set = SnapSetCodec.decode(record);
        if (set == null) {
            throw new StoreFileException(Errno.EIO, "read the snapshot set of " + this);
        }
        return set;
    }

    /** With a set, the set is the truth about existence. */
    private void lookUpLayer(SnapSet set) throws StoreFileException {
        if (set.head() == SnapSet.NO_LAYER) {
            isMissing();
            return;
        }
        HeadLayer stored = set.head() == SnapSet.OWN_FILE ? null : HeadLayer.stored(this, set);
        StoreFile file = namespace.parts().files().open(layerPath(set.head()));
        try {
            size = file.status().size();
            if (stored != null && size > stored.surelyBytes()) {
                // The host failed, and kept that it grew, but not what it owns there.
                file.truncate(stored.surelyBytes());
                size = stored.surelyBytes();
            }
        } catch (StoreFileException e) {
            file.close();
            throw e;
        }
        opened(file);
        layer = stored;
        named = headDirectory().isClean() ? handle : null;
        kind = Kind.FILE;
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
        HeadLayer current = layer;
        if (current != null && !current.ownsRange(offset, offset + wanted)) {
            return NOT_NOW;
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
        isFile(file, newSize, null);
    }

    void isFile(StoreFile file, long newSize, @Nullable HeadLayer newLayer) {
        // In this order: a sync that sees the layer sees its file.
        opened(file);
        layer = newLayer;
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
        layer = null;
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
        openLayers.closeAll();
    }

    /** Makes sure that its file, the file's name and what it owns are durable. */
    void makeDurable() throws StoreFileException {
        if (!isClean()) {
            sync();
        } else if (handle != named) {
            headDirectory().sync();
            named = handle;
        }
    }

    /**
     * The file, and the names by which it is found: it leaves the flush scopes only when both are
     * durable, whoever made the names. Then what its layer owns can be recorded as durable.
     */
    @Override
    void syncNow() throws StoreFileException {
        HeadLayer current = layer;
        LayerView.Owned covers = current == null ? null : current.toCover(size);
        FileHandle open = handle;
        if (open != null && open.pin()) {
            try {
                open.file().sync();
            } finally {
                open.unpin();
            }
        }
        headDirectory().sync();
        named = open;
        if (current != null && covers != null) {
            current.covered(covers);
        }
    }
}
