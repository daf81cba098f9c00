package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The storage that an image's data objects take, as the store tells it for each of them. */
final class UsedBytes {

    /** Objects asked about at once. */
    private static final int WIDTH = 64;

    private UsedBytes() {}

    /**
     * @param context of the data objects
     */
    static CompletableFuture<Long> of(ObjectContext context, ImageHeader header) {
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
