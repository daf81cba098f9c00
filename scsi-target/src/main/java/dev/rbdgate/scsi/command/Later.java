package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Continues a command when a future has completed; a {@link Refusal} it fails with refuses it. */
final class Later {

    private Later() {}

    static void then(Execution run, CompletableFuture<Void> future, Runnable next) {
        var _ =
                future.whenComplete((_, failure) ->
                        run.step(() -> {
                            check(failure);
                            next.run();
                        }));
    }

    private static void check(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case Refusal refusal -> throw refusal;
            case CompletionException wrapped when wrapped.getCause() instanceof Refusal refusal ->
                    throw refusal;
            default -> throw new IllegalStateException(failure);
        }
    }
}
