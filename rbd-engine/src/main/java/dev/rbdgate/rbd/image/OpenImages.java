package dev.rbdgate.rbd.image;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The images that are open here, each once however often it was opened, and those that something
 * else keeps from being opened.
 *
 * <pre>
 * absent ──open──> open(count) ──last close──> closing ──> absent
 *       └─exclusively─> exclusive ──────────────────────────┘
 * </pre>
 */
final class OpenImages {

    /** Guarded by the monitor of the registry. */
    private static final class Entry {
        final CompletableFuture<RbdImage> image = new CompletableFuture<>();
        final CompletableFuture<Void> gone = new CompletableFuture<>();
        int count;
        boolean closing;
        boolean exclusive;
    }

    private final Map<ImageName, Entry> entries = new HashMap<>();

    /**
     * @param opener opens the image, given what its close does
     */
    CompletableFuture<RbdImage> open(
            ImageName name,
            Function<Supplier<CompletableFuture<Void>>, CompletableFuture<RbdImage>> opener) {
        Entry entry;
        boolean first;
        synchronized (this) {
            Entry present = entries.get(name);
            if (present != null && present.exclusive) {
                return CompletableFuture.failedFuture(busy(name));
            }
            if (present != null && present.closing) {
                return present.gone.thenCompose(_ -> open(name, opener));
            }
            first = present == null;
            entry = present == null ? new Entry() : present;
            entries.put(name, entry);
            entry.count++;
        }
        if (first) {
            start(name, entry, opener);
        }
        return entry.image.copy();
    }

    private void start(
            ImageName name,
            Entry entry,
            Function<Supplier<CompletableFuture<Void>>, CompletableFuture<RbdImage>> opener) {
        CompletableFuture<RbdImage> opening =
                Operations.done().thenCompose(_ -> opener.apply(() -> release(name, entry)));
        Runnable forgetIfFailed =
                () -> {
                    if (opening.isCompletedExceptionally()) {
                        remove(name, entry);
                    }
                };
        Operations.whenDone(opening, forgetIfFailed, entry.image);
    }

    /** The open image, if it is open. */
    synchronized @Nullable CompletableFuture<RbdImage> find(ImageName name) {
        Entry entry = entries.get(name);
        return entry == null || entry.closing || entry.exclusive ? null : entry.image.copy();
    }

    private CompletableFuture<Void> release(ImageName name, Entry entry) {
        synchronized (this) {
            if (entry.count == 0) {
                return entry.gone.copy();
            }
            entry.count--;
            if (entry.count > 0) {
                return Operations.done();
            }
            entry.closing = true;
        }
        return entry.image
                .thenCompose(RbdImage::shutDown)
                .whenComplete((_, _) -> remove(name, entry));
    }

    private void remove(ImageName name, Entry entry) {
        synchronized (this) {
            entries.remove(name, entry);
        }
        entry.gone.complete(null);
    }

    /** Runs work on an image that must not be open; IN_USE if it is. */
    <T> CompletableFuture<T> exclusively(ImageName name, Supplier<CompletableFuture<T>> work) {
        Entry entry = new Entry();
        entry.exclusive = true;
        synchronized (this) {
            Entry present = entries.get(name);
            if (present != null && present.closing) {
                return present.gone.thenCompose(_ -> exclusively(name, work));
            }
            if (present != null) {
                return CompletableFuture.failedFuture(busy(name));
            }
            entries.put(name, entry);
        }
        return Operations.done()
                .thenCompose(_ -> work.get())
                .whenComplete((_, _) -> remove(name, entry));
    }

    private static ImageException busy(ImageName name) {
        return new ImageException(
                ImageException.Reason.IN_USE, "image %s is in use".formatted(name));
    }
}
