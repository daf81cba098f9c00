package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The long work of one gateway, in the omap of object {@code rbdgate_work.<owner>} in the first
 * pool: by number, in order. Gateways on one cluster have an object each, so that none takes up
 * what another is doing.
 */
public final class WorkRecords {

    private static final String OBJECT = "rbdgate_work.";

    /** Of one query; far more is read in several. */
    private static final int PAGE = 256;

    private final ObjectContext context;
    private final String object;

    WorkRecords(ObjectContext context, String owner) {
        this.context = context;
        this.object = OBJECT + owner;
    }

    /** Everything recorded, by number. */
    public CompletableFuture<List<WorkRecord>> list() {
        return list(OmapKey.of(""), new ArrayList<>())
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(List.of())
                                : refused(failure));
    }

    private CompletableFuture<List<WorkRecord>> list(OmapKey after, List<WorkRecord> sum) {
        return context.query(
                        object,
                        ReadOperation.of(
                                new ReadOperation.Step.OmapList(after, OmapKey.of(""), PAGE)))
                .thenCompose(answers -> {
                    if (!(answers.getFirst() instanceof Answer.Omap omap)) {
                        throw new IllegalStateException("answer " + answers);
                    }
                    omap.entries().values().forEach(it -> sum.add(WorkRecord.decode(it)));
                    return omap.more()
                            ? list(omap.entries().lastKey(), sum)
                            : CompletableFuture.completedFuture(sum);
                });
    }

    /** Records work, or replaces its record; durable when it completes. */
    public CompletableFuture<Void> put(WorkRecord record) {
        return Operations.durably(
                        context,
                        object,
                        new Step.Create(false),
                        new Step.OmapSet(Map.of(key(record.number()), record.encode())))
                .exceptionallyCompose(this::refused);
    }

    /** Forgets work; it may be forgotten already. */
    public CompletableFuture<Void> remove(long number) {
        return Operations.absentIsFine(
                        Operations.durably(
                                context,
                                object,
                                new Step.AssertExists(),
                                new Step.OmapRemove(List.of(key(number)))))
                .exceptionallyCompose(this::refused);
    }

    /** In the order of numbers. */
    private static OmapKey key(long number) {
        return OmapKey.of("%016x".formatted(number));
    }

    private <T> CompletableFuture<T> refused(Throwable failure) {
        return CompletableFuture.failedFuture(
                StoreErrors.imageException(failure, "the records of long work"));
    }
}
