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
final class OpenImages<K, I extends OpenImage> {

    /** Guarded by the monitor of the registry. */
    private static final class Entry<I> {
        final CompletableFuture<I> image = new CompletableFuture<>();
        final CompletableFuture<Void> gone = new CompletableFuture<>();
        int count;
        boolean closing;
        boolean exclusive;
    }

    private final Map<K, Entry<I>> entries = new HashMap<>();

    /**
     * @param opener opens the image, given what its close does
     */
    CompletableFuture<I> open(
            K name, Function<Supplier<CompletableFuture<Void>>, CompletableFuture<I>> opener) {
        Entry<I> entry;
        boolean first;
        synchronized (this) {
            Entry<I> present = entries.get(name);
            if (present != null && present.exclusive) {
                return CompletableFuture.failedFuture(busy(name));
            }
            if (present != null && present.closing) {
                return present.gone.thenCompose(_ -> open(name, opener));
            }
            first = present == null;
            entry = present == null ? new Entry<>() : present;
            entries.put(name, entry);
            entry.count++;
        }
        if (first) {
            start(name, entry, opener);
        }
        return entry.image.copy();
    }

    private void start(
            K name,
            Entry<I> entry,
            Function<Supplier<CompletableFuture<Void>>, CompletableFuture<I>> opener) {
        CompletableFuture<I> opening =
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
    synchronized @Nullable CompletableFuture<I> find(K name) {
        Entry<I> entry = entries.get(name);
        return entry == null || entry.closing || entry.exclusive ? null : entry.image.copy();
    }

    private CompletableFuture<Void> release(K name, Entry<I> entry) {
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
                .thenCompose(OpenImage::shutDown)
                .whenComplete((_, _) -> remove(name, entry));
    }

    private void remove(K name, Entry<I> entry) {
        synchronized (this) {
            entries.remove(name, entry);
        }
        entry.gone.complete(null);
    }

    /** Runs work on an image that must not be open; IN_USE if it is. */
    <T> CompletableFuture<T> exclusively(K name, Supplier<CompletableFuture<T>> work) {
        Entry<I> entry = new Entry<>();
        entry.exclusive = true;
        synchronized (this) {
            Entry<I> present = entries.get(name);
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

    private ImageException busy(K name) {
        return new ImageException(
                ImageException.Reason.IN_USE, "image %s is in use".formatted(name));
    }
}
