package dev.rbdgate.gateway.control;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Long work to be done as a task.
 *
 * @param kind such as {@code image.delete}
 * @param subject what it works on, for people
 * @param sizeBytes of that, if it is known
 * @param run does it, told where to report its progress; can be called again after it was cut short
 *     if the work is resumable
 * @param afterwards runs when it has succeeded, before the task counts as such; may block
 * @param undo takes away what it has left when it failed or was cancelled; can be called again.
 *     Empty: it cannot be cancelled
 */
record Work(
        String kind,
        String subject,
        Optional<Long> sizeBytes,
        Function<Progress, CompletableFuture<Void>> run,
        Runnable afterwards,
        Optional<Supplier<CompletableFuture<Void>>> undo) {

    /** Work of unknown size that goes on to its end. */
    Work(
            String kind,
            String subject,
            Function<Progress, CompletableFuture<Void>> run,
            Runnable afterwards) {
        this(kind, subject, Optional.empty(), run, afterwards, Optional.empty());
    }

    /** Of that which can be cancelled: there is nothing to take away. */
    static Optional<Supplier<CompletableFuture<Void>>> leavesNothing() {
        return Optional.of(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * What is recorded of work that survives a restart.
     *
     * @param actor who asked for it
     * @param arguments what the same kind of work needs to be taken up again
     */
    record Resumable(String actor, Map<String, String> arguments) {}
}
