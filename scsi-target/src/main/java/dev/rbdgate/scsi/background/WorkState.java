package dev.rbdgate.scsi.background;

import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.Refusal.Blame;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a unit does in the background.
 *
 * <pre>
 *   idle ──submit──> running ──done──> idle
 *    ^                │   ^
 *    │             failed submit
 *    │                v   │
 *    └─exit failure── failed
 * </pre>
 */
public sealed interface WorkState {

    /** The only value of nothing to do. */
    enum Idle implements WorkState {
        INSTANCE
    }

    /**
     * A job runs, or waits for its device to come back.
     *
     * @param finished completes when the job has ended; fails with a {@link Refusal}
     */
    record Running(EraseJob job, Progress progress, CompletableFuture<Void> finished)
            implements WorkState {}

    /** A job has failed: the blocks hold nobody knows what. */
    record Failed(EraseJob job) implements WorkState {}

    /** Why a command that needs the medium is refused in this state; null if it is not. */
    default @Nullable Refusal refusal() {
        return switch (this) {
            case Idle _ -> null;
            case Running running ->
                    Refusal.of(
                            Blame.STATE,
                            Sense.of(SenseKey.NOT_READY, running.job().kind().inProgress())
                                    .withProgress(running.progress().of65536()),
                            running.job().kind() + " in progress");
            case Failed(EraseJob job) ->
                    Refusal.of(
                            Blame.STATE,
                            Sense.of(SenseKey.MEDIUM_ERROR, job.kind().failed()),
                            job.kind() + " has failed");
        };
    }

    /** What REQUEST SENSE tells of this state; null if nothing. */
    default @Nullable Sense sense() {
        Refusal refusal = refusal();
        return refusal == null ? null : Objects.requireNonNull(refusal.sense());
    }
}
