package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.local.kv.KvBatch;
import dev.rbdgate.rbd.store.Errno;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Applies the effects of one operation to a data object's file, with exclusive access to the
 * object.
 *
 * <ul>
 *   <li>One effect, no records: the system call. What a crash leaves of it is what it leaves of any
 *       write.
 *   <li>A new object whose content comes in several effects, or from an object class, or which is
 *       created in so many words (a clone's, whose existence hides the parent's durable data): a
 *       file made whole and durable elsewhere, then renamed.
 *   <li>Anything else: by an {@link Intent}.
 * </ul>
 */
final class DataFileWriter {

    private static final AtomicLong SCRATCH_NUMBER = new AtomicLong();

    private final StoreParts parts;
    private final LocalObject object;
    private final FlushScope scope;

    DataFileWriter(LocalObject object, FlushScope scope) {
        this.parts = object.namespace().parts();
        this.object = object;
        this.scope = scope;
    }

    void commit(Transaction transaction, List<DataEffect> effects, KvBatch records)
            throws StoreFileException {
        requireSpace(effects, transaction.preserves());
        boolean wasMissing = !object.exists();
        SnapSet before = object.snapSet();
        try {
            transaction.preserve(scope);
            if (wasMissing || object.exists()) {
                apply(transaction, effects, records);
            }
        } catch (StoreFileException | RuntimeException | Error e) {
            if (wasMissing && !object.exists()) {
                // What it got to know went with the records that were not written.
                object.hasSnapSet(before);
            }
            throw e;
        }
    }

    private void apply(Transaction transaction, List<DataEffect> effects, KvBatch records)
            throws StoreFileException {
        if (effects.isEmpty()) {
            if (!records.isEmpty()) {
                parts.kv().commit(records);
            }
            return;
        }
        boolean removes = effects.stream().anyMatch(DataEffect.Remove.class::isInstance);
        boolean several = transaction.isAtomic() || effects.size() > 1;
        if (records.isEmpty() && !removes && !object.exists() && object.snapSet() != null) {
            createLayer(effects);
        } else if (records.isEmpty()
                && !removes
                && !object.exists()
                && (several
                        || (transaction.isWhole() && FileEffects.hasContent(effects.getFirst())))) {
            createWhole(effects);
        } else if (records.isEmpty() && !several) {
            apply(effects.getFirst());
        } else {
            applyWithIntent(effects, records);
        }
    }

    private void requireSpace(List<DataEffect> effects, boolean preserves)
            throws StoreFileException {
        long bytes = effects.stream().mapToLong(FileEffects::newBytes).sum();
        if (bytes == 0 || parts.space().allows(bytes)) {
            return;
        }
        if (object.kind() == LocalObject.Kind.FILE
                && effects.size() == 1
                && !preserves
                && ownsWhereItWrites(effects.getFirst())
                && FileEffects.overwrites(object.file(), effects.getFirst())) {
            return;
        }
        throw new StoreFileException(Errno.ENOSPC, "write " + object + " into the reserve");
    }

    private boolean ownsWhereItWrites(DataEffect effect) {
        HeadLayer layer = object.layer();
        return layer == null || layer.ownsRange(0, effect.sizeAfter(object.size()));
    }

    private void apply(DataEffect effect) throws StoreFileException {
        switch (effect) {
            case DataEffect.Remove _ -> remove();
            case DataEffect.Create _,
                    DataEffect.Write _,
                    DataEffect.Replace _,
                    DataEffect.Repeat _,
                    DataEffect.Zero _,
                    DataEffect.Truncate _ -> {
                if (object.kind() == LocalObject.Kind.FILE) {
                    change(effect);
                } else if (object.snapSet() != null) {
                    createLayer(List.of(effect));
                } else {
                    create(effect);
                }
            }
        }
    }

    private void remove() throws StoreFileException {
        if (object.snapSet() != null) {
            new SnapSetWriter(object, scope).removeHead(new KvBatch());
            return;
        }
        try {
            parts.files().delete(object.path());
        } catch (StoreFileException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
        object.directory().changedIn(scope);
        object.forgetChanges();
        object.isMissing();
    }

    private void change(DataEffect effect) throws StoreFileException {
        StoreFile file = object.file();
        HeadLayer layer = object.layer();
        LayerView below = layer == null ? null : layer.below();
        try {
            if (layer == null || below == null) {
                FileEffects.apply(file, effect, object.size());
            } else {
                new OverlayWriter(object, layer, below).apply(effect);
            }
            object.resized(effect.sizeAfter(object.size()));
        } catch (StoreFileException e) {
            object.resized(file.status().size());
            throw e;
        } finally {
            object.changedIn(scope);
        }
    }

    /**
     * A new object that snapshots must not see: its records make it appear, whole, when its file is
     * ready.
     */
    private void createLayer(List<DataEffect> effects) throws StoreFileException {
        long id = parts.layers().newId();
        StoreFile file = parts.layers().create(id, 0, scope);
        try {
            long size = 0;
            for (DataEffect effect : effects) {
                FileEffects.apply(file, effect, size);
                size = effect.sizeAfter(size);
            }
            new SnapSetWriter(object, scope).create(id, file, size);
        } catch (StoreFileException | RuntimeException | Error e) {
            parts.layers().discard(id, file);
            throw e;
        }
    }

    private void create(DataEffect effect) throws StoreFileException {
        StoreFile file = create();
        try {
            FileEffects.apply(file, effect, 0);
        } catch (StoreFileException e) {
            file.close();
            parts.files().delete(object.path());
            throw e;
        }
        object.isFile(file, effect.sizeAfter(0));
        object.changedIn(scope);
    }

    private StoreFile create() throws StoreFileException {
        requireShortName();
        object.directory().make(scope);
        StoreFile file = parts.files().create(object.path());
        object.directory().changedIn(scope);
        return file;
    }

    private void requireShortName() throws StoreFileException {
        if (ObjectNames.escape(object.name()).length() > ObjectNames.MAX_FILE_NAME) {
            throw new StoreFileException(Errno.ENAMETOOLONG, "create " + object);
        }
    }

    private void createWhole(List<DataEffect> effects) throws StoreFileException {
        StoreFiles files = parts.files();
        requireShortName();
        object.directory().make(scope);
        String scratch = StoreParts.SCRATCH + "/" + SCRATCH_NUMBER.incrementAndGet();
        StoreFile file = files.create(scratch);
        long size = 0;
        try {
            for (DataEffect effect : effects) {
                FileEffects.apply(file, effect, size);
                size = effect.sizeAfter(size);
            }
            syncOrFail(file);
            files.rename(scratch, object.path());
        } catch (StoreFileException e) {
            file.close();
            files.delete(scratch);
            throw e;
        }
        object.directory().changedIn(scope);
        object.isFile(file, size);
    }

    private void syncOrFail(StoreFile file) throws StoreFileException {
        try {
            file.sync();
        } catch (StoreFileException e) {
            parts.health().syncFailed(e);
            throw e;
        }
    }

    private void applyWithIntent(List<DataEffect> effects, KvBatch records)
            throws StoreFileException {
        Intent intent = new Intent(effects);
        if (intent.bytes() > Intent.MAX_BYTES) {
            throw new StoreFileException(Errno.EFBIG, "change " + object + " in several steps");
        }
        requireShortName();
        SnapSet set = object.snapSet();
        if (!object.exists() && set != null) {
            SnapSetWriter.put(records, object, set);
        }
        reserve(effects);
        byte[] key = object.intentKey();
        parts.kv().commit(records.put(key, intent.encode()));
        try {
            parts.kv().sync();
            applyIntent(intent);
            parts.kv().commit(new KvBatch().remove(key));
        } catch (StoreFileException e) {
            // Part of it took effect. Opening the store again completes it.
            parts.health().syncFailed(e);
            throw e;
        }
    }

    /** A full disk refuses the operation now: once it is recorded it has to be completed. */
    private void reserve(List<DataEffect> effects) throws StoreFileException {
        boolean one = object.kind() == LocalObject.Kind.FILE && effects.size() == 1;
        if (one && effects.getFirst() instanceof DataEffect.Write(long offset, var data)) {
            long bytes = DataEffect.bytes(data);
            long inside = Math.min(bytes, object.size() - offset);
            if (inside > 0) {
                object.file().allocate(offset, inside);
            }
        }
    }

    /** Applies an intent that a crash interrupted. */
    void resume(Intent intent) throws StoreFileException {
        applyIntent(intent);
    }

    /** Applies a committed intent, for the first time or again, and makes the file durable. */
    private void applyIntent(Intent intent) throws StoreFileException {
        for (DataEffect effect : intent.effects()) {
            apply(effect);
        }
        object.sync();
        object.directory().sync();
        if (object.snapSet() != null) {
            // What its layer owns, and a removal that clones survive, are in the records.
            parts.kv().sync();
        }
    }
}
