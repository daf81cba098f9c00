package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.background.BackgroundWork;
import dev.rbdgate.scsi.background.EraseJob;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Begins background work for a command and answers it. */
final class BackgroundAnswer {

    private BackgroundAnswer() {}

    /**
     * @param immediate IMMED: whether to answer when the work is accepted, or when it has ended
     */
    static void begin(Execution run, EraseJob job, boolean immediate, long fullLength) {
        BackgroundWork.Submission submission = run.unit().begin(job, run.task());
        if (!immediate) {
            run.detach();
        }
        answer(run, immediate ? submission.accepted() : submission.finished(), fullLength);
    }

    /** Ends the command as {@code work} ends. */
    static void answer(Execution run, CompletableFuture<Void> work, long fullLength) {
        var _ = work.whenComplete((_, failure) -> run.step(() -> end(run, failure, fullLength)));
    }

    private static void end(Execution run, @Nullable Throwable failure, long fullLength) {
        switch (failure) {
            case null -> run.good(fullLength);
            case Refusal refusal -> throw refusal;
            case CompletionException wrapped when wrapped.getCause() instanceof Refusal refusal ->
                    throw refusal;
            default -> throw new IllegalStateException(failure);
        }
    }
}
