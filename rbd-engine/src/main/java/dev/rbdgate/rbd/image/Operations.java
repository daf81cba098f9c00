package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.WriteOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Control operations on objects, as futures that fail with {@link ObjectStoreException}. */
final class Operations {

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private Operations() {}

    /** A future that has completed. It is shared: nobody completes or obtrudes it. */
    static CompletableFuture<Void> done() {
        return DONE.copy();
    }

    static CompletableFuture<Void> write(
            ObjectContext context, String object, WriteOperation operation) {
        return call("writing " + object, done -> context.write(object, operation, done::accept));
    }

    static CompletableFuture<Void> durably(
            ObjectContext context, String object, WriteOperation.Step... steps) {
        return write(context, object, WriteOperation.durable(steps));
    }

    /** Removes an object durably; it may be missing. */
    static CompletableFuture<Void> remove(ObjectContext context, String object) {
        return absentIsFine(durably(context, object, new WriteOperation.Step.Remove()));
    }

    static CompletableFuture<Void> absentIsFine(CompletableFuture<Void> future) {
        return future.exceptionallyCompose(failure ->
                StoreErrors.is(failure, Errno.ENOENT)
                        ? done()
                        : CompletableFuture.failedFuture(failure));
    }

    static CompletableFuture<Void> flush(ObjectContext context) {
        return call("flushing", done -> context.flush(done::accept));
    }

    /** Runs {@code last} when {@code future} has completed, and then completes {@code result}. */
    static <T> void whenDone(
            CompletableFuture<T> future, Runnable last, CompletableFuture<T> result) {
        var _ =
                future.whenComplete((value, failure) -> {
                    last.run();
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        result.complete(value);
                    }
                });
    }

    /** Runs {@code last} after {@code future}, whose failure prevails; then completes. */
    static <T> CompletableFuture<T> thenAlways(
            CompletableFuture<T> future, Supplier<CompletableFuture<Void>> last) {
        CompletableFuture<T> result = new CompletableFuture<>();
        var _ =
                future.whenComplete((value, failure) -> {
                    var _ =
                            last.get()
                                    .whenComplete((_, lastFailure) -> {
                                        if (failure != null) {
                                            result.completeExceptionally(failure);
                                        } else if (lastFailure != null) {
                                            result.completeExceptionally(lastFailure);
                                        } else {
                                            result.complete(value);
                                        }
                                    });
                });
        return result;
    }

    /** Told the result of a data call. */
    @FunctionalInterface
    interface Result {
        void accept(int result);
    }

    /** A data call as a future. */
    static CompletableFuture<Void> call(String what, Consumer<Result> call) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        call.accept(result -> {
            if (result < 0) {
                future.completeExceptionally(new ObjectStoreException(-result, what));
            } else {
                future.complete(null);
            }
        });
        return future;
    }

    /** Calls class methods that only read, together; the first refusal is the failure. */
    static CompletableFuture<List<byte[]>> ask(
            ObjectContext context, String object, ReadOperation.Step... steps) {
        return context.query(object, ReadOperation.of(steps))
                .thenApply(answers -> {
                    List<byte[]> outputs = new ArrayList<>(answers.size());
                    for (Answer answer : answers) {
                        outputs.add(bytes(object, answer));
                    }
                    return outputs;
                });
    }

    private static byte[] bytes(String object, Answer answer) {
        return switch (answer) {
            case Answer.Bytes(byte[] bytes) -> bytes;
            case Answer.Failed(int errno) -> throw new ObjectStoreException(errno, object);
            case Answer.Stat _, Answer.Xattrs _, Answer.Omap _ ->
                    throw new IllegalStateException("answer " + answer);
        };
    }

    /** The content of a small object; empty if it does not exist. */
    static CompletableFuture<byte[]> content(ObjectContext context, String object, int most) {
        return ask(context, object, new ReadOperation.Step.Read(0, most))
                .thenApply(List::getFirst)
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(new byte[0])
                                : CompletableFuture.failedFuture(failure));
    }
}
