package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.SnapContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one operation will do to its object, collected while its steps run and applied whole by
 * {@link #commit}. Used by one call, with exclusive access to the object.
 */
final class Transaction {

    /** Largest payload of an object in the key-value store, in bytes. */
    static final long MAX_RECORD_BYTES = 256L << 20;

    private final LocalObject object;
    private final StoredObject stored;
    private final StoreParts parts;
    private final boolean dataObject;
    private final List<DataEffect> effects = new ArrayList<>(2);
    private final KvBatch records = new KvBatch();
    private boolean exists;
    private boolean changed;
    private final SnapContext snapContext;
    private boolean whole;
    private boolean atomic;
    private long size;

    /**
     * @param hinted whether a new object would be a data object
     * @param snapContext the snapshots that it preserves
     */
    Transaction(LocalObject object, boolean hinted, SnapContext snapContext) {
        this(object, StoredObject.head(object), hinted, snapContext);
    }

    private Transaction(
            LocalObject object, StoredObject stored, boolean hinted, SnapContext snapContext) {
        this.object = object;
        this.stored = stored;
        this.snapContext = snapContext;
        this.parts = object.namespace().parts();
        this.exists = stored.exists();
        this.dataObject = exists ? stored.kind() == LocalObject.Kind.FILE : hinted;
        this.size = stored.size();
    }

    /** One that is never committed: for class methods that only read. */
    static Transaction reading(LocalObject object, StoredObject stored) {
        return new Transaction(object, stored, false, SnapContext.EMPTY);
    }

    StoredObject stored() {
        return stored;
    }

    /** As earlier steps leave it. */
    boolean exists() {
        return exists;
    }

    /** As earlier steps leave it. */
    long size() {
        return size;
    }

    /** If the object is new, it appears with all of its content, also after the host failed. */
    void setWhole() {
        whole = true;
    }

    /** What a crash leaves of the change is all or nothing. */
    void setAtomic() {
        atomic = true;
    }

    void create() {
        if (!exists) {
            add(new DataEffect.Create());
        }
    }

    void write(long offset, List<ByteBuffer> data) {
        if (DataEffect.bytes(data) == 0) {
            create();
        } else {
            add(new DataEffect.Write(offset, data));
        }
    }

    void replace(List<ByteBuffer> data) {
        add(new DataEffect.Replace(data));
    }

    void repeat(long offset, long length, ByteBuffer pattern) {
        add(new DataEffect.Repeat(offset, length, pattern));
    }

    void zero(long offset, long length) {
        if (exists && offset < size && length > 0) {
            add(new DataEffect.Zero(offset, length));
        }
    }

    void truncate(long newSize) {
        if (exists && newSize != size) {
            add(new DataEffect.Truncate(newSize));
        }
    }

    void remove() throws StoreFileException {
        if (object.kind() == LocalObject.Kind.RECORD || changed || stored.hasRecords()) {
            records.removeRange(object.key(), Keys.after(object.key()));
        }
        add(new DataEffect.Remove());
        exists = false;
    }

    private void add(DataEffect effect) {
        boolean replacesCreate =
                effects.size() == 1
                        && effects.getFirst() instanceof DataEffect.Create
                        && !(effect instanceof DataEffect.Remove);
        if (replacesCreate) {
            effects.set(0, effect);
        } else {
            effects.add(effect);
        }
        exists = true;
        size = effect.sizeAfter(size);
    }

    void omapSet(OmapKey key, byte[] value) {
        create();
        record().put(Keys.omap(object.key(), key), value);
    }

    void omapRemove(OmapKey key) {
        record().remove(Keys.omap(object.key(), key));
    }

    void omapClear() {
        byte[] omap = Keys.of(object.key(), Keys.OMAP);
        record().removeRange(omap, Keys.after(omap));
    }

    void setXattr(String name, byte[] value) {
        create();
        record().put(Keys.xattr(object.key(), name), value);
    }

    void removeXattr(String name) {
        record().remove(Keys.xattr(object.key(), name));
    }

    private KvBatch record() {
        changed = true;
        return records;
    }

    /** Applies everything. After a failure the object is as before, or as far as the disk went. */
    void commit(FlushScope scope) throws StoreFileException {
        if (!changed && effects.isEmpty()) {
            return;
        }
        if (dataObject) {
            new DataFileWriter(object, scope).commit(this, effects, records);
        } else {
            requireRecordSize();
            SnapSet before = object.snapSet();
            boolean wasMissing = !object.exists();
            try {
                preserve(scope);
                commitRecord();
            } catch (StoreFileException | RuntimeException | Error e) {
                if (wasMissing) {
                    object.hasSnapSet(before);
                }
                throw e;
            }
        }
    }

    /** Keeps what the object is for the snapshots that it has to be kept for. */
    void preserve(FlushScope scope) throws StoreFileException {
        if (snapContext.snaps().isEmpty()) {
            return;
        }
        SnapSetWriter writer = new SnapSetWriter(object, scope);
        if (dataObject && effects.size() == 1 && effects.getFirst() instanceof DataEffect.Remove) {
            writer.preserveAndRemove(snapContext);
        } else {
            writer.preserve(snapContext);
        }
    }

    boolean isWhole() {
        return whole;
    }

    boolean isAtomic() {
        return atomic;
    }

    /** Whether the operation keeps what the object is before it changes it. */
    boolean preserves() {
        return !snapContext.snaps().isEmpty() && object.exists() && object.isOlderThan(snapContext);
    }

    private void requireRecordSize() throws StoreFileException {
        if (size > MAX_RECORD_BYTES) {
            throw new StoreFileException(Errno.EFBIG, "write " + object + " without a hint");
        }
    }

    private void commitRecord() throws StoreFileException {
        RecordStage stage = new RecordStage(parts.kv(), object.key(), object.size());
        for (DataEffect effect : effects) {
            stage.apply(effect);
        }
        stage.commitTo(records, object.size());
        if (!exists) {
            SnapSet left = SnapSetWriter.afterRemoval(object.snapSet());
            if (left != null) {
                SnapSetWriter.put(records, object, left);
            }
            parts.kv().commit(records);
            object.isMissing();
            object.hasSnapSet(left);
            return;
        }
        SnapSet set = object.snapSet();
        if (set != null && !object.exists()) {
            SnapSetWriter.put(records, object, set);
        }
        // Sequences of the key-value store grow with every commit, also over a removal.
        long version = parts.kv().committed() + 1;
        ObjectHead head = new ObjectHead(size, version, parts.settings().clock().instant());
        parts.kv().commit(records.put(Keys.of(object.key(), Keys.HEAD), head.encode()));
        object.isRecord(head);
    }
}
