package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The storage that an image's data objects take: where the store tells it, what it has allocated
 * for each of them; else the object size for each that exists, by the object map if that is valid,
 * or by a list.
 */
final class UsedBytes {

    /** Objects asked about at once. */
    private static final int WIDTH = 64;

    private UsedBytes() {}

    /**
     * @param allocationTold whether the store tells what an object takes
     */
    static CompletableFuture<Long> of(
            boolean allocationTold, ImageContexts contexts, ImageHeader header) {
        if (allocationTold) {
            return allocated(contexts.data(), header);
        }
        boolean believed =
                header.has(Feature.OBJECT_MAP)
                        && (header.flags() & ImageHeader.OBJECT_MAP_INVALID) == 0;
        CompletableFuture<Long> objects =
                believed ? mapped(contexts, header) : listed(contexts.data(), header);
        return objects.thenApply(count -> count * header.objectBytes());
    }

    private static CompletableFuture<Long> mapped(ImageContexts contexts, ImageHeader header) {
        return Operations.ask(
                        contexts.metadata(),
                        new ImageObjects(header.id()).objectMap(),
                        Calls.ask("object_map_load"))
                .thenApply(answers -> present(BitVector.decode(new Decoder(answers.getFirst()))))
                .exceptionallyCompose(_ -> listed(contexts.data(), header));
    }

    private static long present(BitVector map) {
        long present = 0;
        for (long object = 0; object < map.size(); object++) {
            if (map.get(object) != ObjectState.NONEXISTENT) {
                present++;
            }
        }
        return present;
    }

    private static CompletableFuture<Long> listed(ObjectContext context, ImageHeader header) {
        return context.list(header.names().prefix()).thenApply(names -> (long) names.size());
    }

    private static CompletableFuture<Long> allocated(ObjectContext context, ImageHeader header) {
        String prefix = header.names().prefix();
        return context.list(prefix)
                .thenCompose(names -> {
                    AtomicLong sum = new AtomicLong();
                    return Operations.call(
                                    "counting the objects of image " + header.id(),
                                    done ->
                                            Window.run(
                                                    0,
                                                    names.size(),
                                                    WIDTH,
                                                    (number, counted) ->
                                                            add(
                                                                    context,
                                                                    names.get((int) number),
                                                                    sum,
                                                                    counted),
                                                    done::accept))
                            .thenApply(_ -> sum.get());
                });
    }

    private static void add(
            ObjectContext context, String object, AtomicLong sum, ObjectCompletion counted) {
        var _ =
                context.query(object, ReadOperation.of(new ReadOperation.Step.Stat()))
                        .whenComplete((answers, failure) -> {
                            if (failure != null) {
                                int errno = StoreErrors.errno(failure);
                                // One that was removed meanwhile takes nothing.
                                counted.complete(errno == Errno.ENOENT ? 0 : -errno);
                                return;
                            }
                            sum.addAndGet(allocated(answers));
                            counted.complete(0);
                        });
    }

    private static long allocated(List<Answer> answers) {
        return answers.getFirst() instanceof Answer.Stat stat ? stat.allocatedBytes() : 0;
    }
}
