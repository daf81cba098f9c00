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
 *   <li>A new object whose content comes in several effects, or from an object class (a copy-up,
 *       whose existence hides the parent's durable data): a file made whole and durable elsewhere,
 *       then renamed.
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

    /**
     * @param whole a new object must not be seen with part of its content, ever
     */
    void commit(List<DataEffect> effects, KvBatch records, boolean whole)
            throws StoreFileException {
        if (effects.isEmpty()) {
            if (!records.isEmpty()) {
                parts.kv().commit(records);
            }
            return;
        }
        requireSpace(effects);
        boolean removes = effects.stream().anyMatch(DataEffect.Remove.class::isInstance);
        if (records.isEmpty() && !removes && !object.exists() && (whole || effects.size() > 1)) {
            createWhole(effects);
        } else if (records.isEmpty() && effects.size() == 1) {
            apply(effects.getFirst());
        } else {
            applyWithIntent(effects, records);
        }
    }

    private void requireSpace(List<DataEffect> effects) throws StoreFileException {
        long bytes = effects.stream().mapToLong(FileEffects::newBytes).sum();
        if (bytes == 0 || parts.space().allows(bytes)) {
            return;
        }
        if (object.kind() == LocalObject.Kind.FILE
                && effects.size() == 1
                && FileEffects.overwrites(object.file(), effects.getFirst())) {
            return;
        }
        throw new StoreFileException(Errno.ENOSPC, "write " + object + " into the reserve");
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
                } else {
                    create(effect);
                }
            }
        }
    }

    private void remove() throws StoreFileException {
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
        try {
            FileEffects.apply(file, effect, object.size());
            object.resized(effect.sizeAfter(object.size()));
        } catch (StoreFileException e) {
            object.resized(file.status().size());
            throw e;
        } finally {
            object.changedIn(scope);
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
    }
}
