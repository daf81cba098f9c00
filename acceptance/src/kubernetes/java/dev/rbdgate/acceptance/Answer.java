package dev.rbdgate.acceptance;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one answer of a call that is made without a wire. */
final class Answer<T> implements StreamObserver<T> {

    private final CompletableFuture<T> value = new CompletableFuture<>();
    private @Nullable T next;

    private Answer() {}

    /** Makes a call and returns its answer; fails as it fails. */
    static <T> T of(Consumer<StreamObserver<T>> call) {
        Answer<T> answer = new Answer<>();
        call.accept(answer);
        try {
            return answer.value.join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    @Override
    public void onNext(T answer) {
        next = answer;
    }

    @Override
    public void onError(Throwable failure) {
        value.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        value.complete(next);
    }
}
