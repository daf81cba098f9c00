package dev.rbdgate.gateway.control;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import java.util.function.Function;

/**
 * Long work to be done as a task.
 *
 * @param kind such as {@code image.delete}
 * @param subject what it works on, for people
 * @param sizeBytes of that, if it is known
 * @param run does it, told where to report its progress, 0 to 1; can be called again after it was
 *     cut short if the work is resumable
 * @param afterwards runs when it has succeeded, before the task counts as such; may block
 */
record Work(
        String kind,
        String subject,
        Optional<Long> sizeBytes,
        Function<DoubleConsumer, CompletableFuture<Void>> run,
        Runnable afterwards) {

    /** Work of unknown size. */
    Work(
            String kind,
            String subject,
            Function<DoubleConsumer, CompletableFuture<Void>> run,
            Runnable afterwards) {
        this(kind, subject, Optional.empty(), run, afterwards);
    }

    /** Work of unknown size that nothing follows. */
    Work(String kind, String subject, Function<DoubleConsumer, CompletableFuture<Void>> run) {
        this(kind, subject, Optional.empty(), run, () -> {});
    }

    /**
     * What is recorded of work that survives a restart.
     *
     * @param actor who asked for it
     * @param arguments what the same kind of work needs to be taken up again
     */
    record Resumable(String actor, Map<String, String> arguments) {}
}
