package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tidies one object, between its other calls. */
final class TidyCall extends ObjectCall {

    private final LocalObject object;
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private @Nullable Throwable failure;

    TidyCall(LocalObject object) {
        super(true);
        this.object = object;
    }

    CompletableFuture<Void> future() {
        return future;
    }

    @Override
    void run() {
        try {
            object.lookUp();
            new ObjectTidying(object).run();
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
