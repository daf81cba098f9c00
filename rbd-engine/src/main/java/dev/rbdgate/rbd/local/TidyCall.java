package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A step of tidying one object, between its other calls. */
final class TidyCall extends ObjectCall {

    /** What is done, with exclusive access. */
    interface Step {
        void run(ObjectTidying tidying) throws StoreFileException;
    }

    private final LocalObject object;
    private final Step step;
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private @Nullable Throwable failure;

    TidyCall(LocalObject object, Step step) {
        super(true);
        this.object = object;
        this.step = step;
    }

    CompletableFuture<Void> future() {
        return future;
    }

    @Override
    void run() {
        try {
            object.lookUp();
            step.run(new ObjectTidying(object));
        } catch (StoreFileException | RuntimeException | Error e) {
            failure = e;
        }
    }

    @Override
    void finish() {
        object.namespace().parts().workers().completed();
        Throwable problem = failure;
        if (problem == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(problem);
        }
    }
}
