package dev.rbdgate.rbd.image;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The images that are open here, each once however often it was opened, and those that something
 * else keeps from being opened. An image that gets another name is known by that from then on.
 *
 * <pre>
 * absent ──open──> open(count) ──last close──> closing ──> absent
 *       └─exclusively─> exclusive ──────────────────────────┘
 * </pre>
 */
final class OpenImages<K, I extends OpenImage> {

    /** An image's place among those that are open. */
    interface Registration<K> {

        /** Gives one opening back; the last one ends the image. */
        CompletableFuture<Void> release();

        /**
         * The image was given another name. What is open by that name loses it, until it tells its
         * own.
         */
        void renamed(K name);
    }

    /** Guarded by the monitor of the registry. */
    private final class Entry implements Registration<K> {
        final CompletableFuture<I> image = new CompletableFuture<>();
        final CompletableFuture<Void> gone = new CompletableFuture<>();
        final boolean exclusive;
        K name;
        int count;
        boolean closing;

        Entry(K name, boolean exclusive) {
            this.name = name;
            this.exclusive = exclusive;
        }

        @Override
        public CompletableFuture<Void> release() {
            return OpenImages.this.release(this);
        }

        @Override
        public void renamed(K to) {
            move(this, to);
        }
    }

    private final Map<K, Entry> entries = new HashMap<>();

    /**
     * @param opener opens the image, given its place here
     */
    CompletableFuture<I> open(K name, Function<Registration<K>, CompletableFuture<I>> opener) {
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
            entry = present == null ? new Entry(name, false) : present;
            entries.put(name, entry);
            entry.count++;
        }
        if (first) {
            start(entry, opener);
        }
        return entry.image.copy();
    }

    private void start(Entry entry, Function<Registration<K>, CompletableFuture<I>> opener) {
        CompletableFuture<I> opening = Operations.done().thenCompose(_ -> opener.apply(entry));
        Runnable forgetIfFailed =
                () -> {
                    if (opening.isCompletedExceptionally()) {
                        remove(entry);
                    }
                };
        Operations.whenDone(opening, forgetIfFailed, entry.image);
    }

    /** The open image, if it is open. */
    synchronized @Nullable CompletableFuture<I> find(K name) {
        Entry entry = entries.get(name);
        return entry == null || entry.closing || entry.exclusive ? null : entry.image.copy();
    }

    private CompletableFuture<Void> release(Entry entry) {
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
        return entry.image.thenCompose(OpenImage::shutDown).whenComplete((_, _) -> remove(entry));
    }

    private void remove(Entry entry) {
        synchronized (this) {
            entries.remove(entry.name, entry);
        }
        entry.gone.complete(null);
    }

    private void move(Entry entry, K to) {
        Entry present;
        synchronized (this) {
            present = entries.get(to);
            if (present == null || !present.exclusive) {
                entries.remove(entry.name, entry);
                entry.name = to;
                if (!entry.gone.isDone()) {
                    entries.put(to, entry);
                }
                return;
            }
        }
        var _ = present.gone.thenRun(() -> move(entry, to));
    }

    /**
     * Gives what is open another name, where {@code rename} has one.
     *
     * @param told of each image and its new name
     */
    void renameAll(UnaryOperator<K> rename, BiConsumer<I, K> told) {
        List<Entry> open;
        synchronized (this) {
            open = entries.values().stream().filter(entry -> !entry.exclusive).toList();
        }
        for (Entry entry : open) {
            K to = rename.apply(entry.name);
            if (!to.equals(entry.name)) {
                move(entry, to);
                var _ = entry.image.thenAccept(image -> told.accept(image, to));
            }
        }
    }

    /** Runs work on an image that must not be open; IN_USE if it is. */
    <T> CompletableFuture<T> exclusively(K name, Supplier<CompletableFuture<T>> work) {
        Entry entry = new Entry(name, true);
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
        return Operations.done().thenCompose(_ -> work.get()).whenComplete((_, _) -> remove(entry));
    }

    /**
     * Runs work that gives an image, which may be open, a name that must be free; IN_USE if one of
     * them is not to be had. What is open then has the new name.
     */
    <T> CompletableFuture<T> renaming(K from, K to, Supplier<CompletableFuture<T>> work) {
        Entry named = new Entry(to, true);
        Entry entry;
        synchronized (this) {
            Entry present = entries.get(from);
            Entry taken = entries.get(to);
            Entry closing = present != null && present.closing ? present : taken;
            if (closing != null && closing.closing) {
                return closing.gone.thenCompose(_ -> renaming(from, to, work));
            }
            if (taken != null || (present != null && present.exclusive)) {
                return CompletableFuture.failedFuture(busy(taken != null ? to : from));
            }
            entry = present == null ? new Entry(from, true) : present;
            entry.count++;
            entries.put(from, entry);
            entries.put(to, named);
        }
        return Operations.done()
                .thenCompose(_ -> work.get())
                .whenComplete((_, failure) -> renamed(entry, named, failure == null));
    }

    private void renamed(Entry entry, Entry named, boolean done) {
        synchronized (this) {
            entries.remove(named.name, named);
            if (done && !entry.exclusive) {
                move(entry, named.name);
            }
        }
        named.gone.complete(null);
        if (entry.exclusive) {
            remove(entry);
        } else {
            var _ = release(entry);
        }
    }

    private ImageException busy(K name) {
        return new ImageException(
                ImageException.Reason.IN_USE, "image %s is in use".formatted(name));
    }
}
