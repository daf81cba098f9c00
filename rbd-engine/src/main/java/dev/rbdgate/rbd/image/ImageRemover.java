package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * Removes all that an image is, in librbd's order: data, header, object map, id, directory entry.
 * The name goes last, so that a removal that was cut short can be asked for again; whatever is
 * missing then is fine.
 */
final class ImageRemover {

    /** Data objects removed at once. */
    private static final int WIDTH = 32;

    private final ObjectContext data;
    private final ObjectContext context;
    private final ImageObjects objects;
    private final String dataPrefix;
    private final Supplier<CompletableFuture<Void>> deregister;

    /**
     * @param dataPrefix what the names of its data objects begin with
     * @param deregister takes it off its parent's register, if it has one
     */
    ImageRemover(
            ImageContexts contexts,
            String id,
            String dataPrefix,
            Supplier<CompletableFuture<Void>> deregister) {
        this.data = contexts.data();
        this.context = contexts.metadata();
        this.objects = new ImageObjects(id);
        this.dataPrefix = dataPrefix;
        this.deregister = deregister;
    }

    /**
     * @param progress told the removed part of the data
     */
    CompletableFuture<Void> remove(ImageName name, DoubleConsumer progress) {
        return removeContent(progress)
                .thenCompose(_ -> ImageDirectory.removeName(context, name.name(), objects.id()));
    }

    /**
     * Removes all but the name, of an image that may have none.
     *
     * @param progress told the removed part of the data
     */
    CompletableFuture<Void> removeContent(DoubleConsumer progress) {
        return removeData(progress)
                .thenCompose(_ -> Operations.flush(context))
                .thenCompose(_ -> deregister.get())
                .thenCompose(_ -> Operations.remove(context, objects.shrink()))
                .thenCompose(_ -> Operations.remove(context, objects.rollback()))
                .thenCompose(_ -> Operations.remove(context, objects.detached()))
                .thenCompose(_ -> Operations.remove(context, objects.lostWrites()))
                .thenCompose(_ -> Operations.remove(context, objects.unitState()))
                .thenCompose(_ -> Operations.remove(context, objects.header()))
                .thenCompose(_ -> Operations.remove(context, objects.objectMap()));
    }

    /** The objects there are, not those the map knows: none may stay behind. */
    private CompletableFuture<Void> removeData(DoubleConsumer progress) {
        return data.list(dataPrefix)
                .thenCompose(names ->
                        Operations.call(
                                "removing the data of image " + objects.id(),
                                done -> removeAll(names, progress, done::accept)));
    }

    private void removeAll(List<String> names, DoubleConsumer progress, ObjectCompletion done) {
        AtomicLong removed = new AtomicLong();
        WriteOperation remove = new WriteOperation(List.of(new Step.Remove()), Durability.CACHED);
        Window.run(
                0,
                names.size(),
                WIDTH,
                (number, ended) ->
                        data.write(
                                names.get((int) number),
                                remove,
                                result -> {
                                    progress.accept(
                                            (double) removed.incrementAndGet() / names.size());
                                    ended.complete(result == -Errno.ENOENT ? 0 : result);
                                }),
                done);
    }
}
