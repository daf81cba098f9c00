package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.SnapContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an object what it was at a snapshot. */
final class RollbackCall extends ObjectCall {

    private static final Logger LOG = LoggerFactory.getLogger(RollbackCall.class);

    private final LocalObject object;
    private final long snap;
    private final SnapContext snapContext;
    private final FlushScope scope;
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private @Nullable ObjectStoreException failure;

    RollbackCall(LocalObject object, long snap, SnapContext snapContext, FlushScope scope) {
        super(true);
        this.object = object;
        this.snap = snap;
        this.snapContext = snapContext;
        this.scope = scope;
    }

    CompletableFuture<Void> future() {
        return future;
    }

    @Override
    void run() {
        StoreParts parts = object.namespace().parts();
        int refusal = parts.health().refusal();
        if (refusal < 0) {
            failure = failed(-refusal);
            return;
        }
        try {
            object.lookUp();
            new SnapSetWriter(object, scope).rollback(snap, snapContext);
        } catch (StoreFileException e) {
            parts.kv().failure().ifPresent(parts.health()::syncFailed);
            LOG.warn("Object {} was not rolled back: {}", object, e.getMessage());
            failure = failed(FileErrors.errno(e));
        } catch (RuntimeException | Error e) {
            LOG.error("Defect while rolling object {} back", object, e);
            failure = failed(Errno.EIO);
        }
    }

    private ObjectStoreException failed(int errno) {
        return new ObjectStoreException(errno, "roll " + object + " back to snapshot " + snap);
    }

    @Override
    void finish() {
        object.namespace().parts().workers().completed();
        ObjectStoreException problem = failure;
        if (problem == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(problem);
        }
    }
}
