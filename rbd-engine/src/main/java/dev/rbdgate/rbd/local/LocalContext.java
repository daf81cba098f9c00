package dev.rbdgate.rbd.local;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The objects of one namespace, with one flush scope. */
final class LocalContext implements ObjectContext, SelfManagedSnaps {

    private final LocalObjectStore store;
    private final StoreParts parts;
    private final Namespace namespace;
    private final WatchRegistry watches;
    private final FlushScope scope;
    private final SnapContext snapContext;
    private final long readSnap;

    LocalContext(
            LocalObjectStore store,
            Namespace namespace,
            WatchRegistry watches,
            FlushScope scope,
            SnapContext snapContext,
            long readSnap) {
        this.store = store;
        this.parts = namespace.parts();
        this.namespace = namespace;
        this.watches = watches;
        this.scope = scope;
        this.snapContext = snapContext;
        this.readSnap = readSnap;
    }

    @Override
    public long instanceId() {
        return parts.instanceId();
    }

    @Override
    public ObjectContext sibling(ObjectStore.Pool pool, String otherNamespace) {
        return store.context(pool, otherNamespace, scope);
    }

    @Override
    public ObjectContext withSnapContext(SnapContext newContext) {
        return new LocalContext(store, namespace, watches, scope, newContext, readSnap);
    }

    @Override
    public ObjectContext withReadSnap(long snapId) {
        return new LocalContext(store, namespace, watches, scope, snapContext, snapId);
    }

    @Override
    public void read(
            String object, long offset, List<ByteBuffer> destination, ObjectCompletion completion) {
        long length = DataEffect.bytes(destination);
        int refusal = refuseRead(object, offset, length);
        if (refusal < 0) {
            completion.complete(refusal);
            return;
        }
        LocalObject target = namespace.object(object);
        if (readSnap == SnapContext.HEAD
                && target.access().tryEnter(false) == AccessQueue.Entry.ENTERED) {
            int result;
            try {
                result = target.tryRead(offset, destination, (int) length);
            } catch (StoreFileException | RuntimeException | Error e) {
                // Read again on a worker, which reports what it meets.
                result = LocalObject.NOT_NOW;
            } finally {
                parts.workers().startAll(target, target.access().leave(false));
            }
            if (result != LocalObject.NOT_NOW) {
                completion.complete(result);
                return;
            }
        }
        int accepted = parts.workers().accept();
        if (accepted < 0) {
            completion.complete(accepted);
            return;
        }
        while (!submit(
                target,
                new ReadCall(target, readSnap, offset, destination, (int) length, completion))) {
            target = namespace.object(object);
        }
    }

    private int refuseRead(String object, long offset, long length) {
        if (parts.workers().isClosed()) {
            return -Errno.ESHUTDOWN;
        }
        if (offset < 0 || length > Integer.MAX_VALUE) {
            return -Errno.EINVAL;
        }
        return -ObjectNames.check(object);
    }

    /** Queues an accepted call on its object; false if the object has left the table meanwhile. */
    private boolean submit(LocalObject target, ObjectCall call) {
        return switch (target.access().enter(call)) {
            case ENTERED -> {
                parts.workers().start(target, call);
                yield true;
            }
            case WAITING -> true;
            case RETIRED -> {
                namespace.drop(target);
                yield false;
            }
        };
    }

    @Override
    public void write(String object, WriteOperation operation, ObjectCompletion completion) {
        int refusal = refuseWrite(object);
        if (refusal < 0) {
            completion.complete(refusal);
            return;
        }
        while (true) {
            LocalObject target = namespace.object(object);
            WriteCall call = new WriteCall(target, operation, snapContext, scope, completion);
            AccessQueue.Entry entry = target.access().tryEnter(true);
            if (entry == AccessQueue.Entry.ENTERED) {
                if (call.tryNow()) {
                    parts.workers().startAll(target, target.access().leave(true));
                    call.finish();
                } else {
                    parts.workers().start(target, call);
                }
                return;
            }
            if (submit(target, call)) {
                return;
            }
        }
    }

    private int refuseWrite(String object) {
        int name = ObjectNames.check(object);
        if (name != 0) {
            return -name;
        }
        if (readSnap != SnapContext.HEAD) {
            return -Errno.EROFS;
        }
        if (!snapContext.isValid()) {
            return -Errno.EINVAL;
        }
        int health = parts.health().refusal();
        return health < 0 ? health : parts.workers().accept();
    }

    @Override
    public void flush(ObjectCompletion completion) {
        int accepted = parts.workers().accept();
        if (accepted < 0) {
            completion.complete(accepted);
            return;
        }
        parts.syncer()
                .flush(
                        scope,
                        result -> {
                            parts.workers().completed();
                            completion.complete(result);
                        });
    }

    @Override
    public CompletableFuture<List<ReadOperation.Answer>> query(
            String object, ReadOperation operation) {
        return ask(object, target -> ReadSteps.run(target, readSnap, operation));
    }

    @Override
    public CompletableFuture<List<AllocationExtent>> extents(
            String object, long offset, long length) {
        if (offset < 0 || length < 1) {
            return CompletableFuture.failedFuture(
                    new ObjectStoreException(Errno.EINVAL, "extents of " + length + " bytes"));
        }
        return ask(
                object,
                target -> FileExtents.of(StoredObject.at(target, readSnap), offset, length));
    }

    private <T> CompletableFuture<T> ask(String object, QueryCall.Question<T> question) {
        int refusal = refuseRead(object, 0, 0);
        if (refusal == 0) {
            refusal = parts.workers().accept();
        }
        if (refusal < 0) {
            return CompletableFuture.failedFuture(
                    new ObjectStoreException(-refusal, "object " + object));
        }
        while (true) {
            LocalObject target = namespace.object(object);
            QueryCall<T> call = new QueryCall<>(target, question);
            if (submit(target, call)) {
                return call.future();
            }
        }
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
        int refusal = parts.workers().accept();
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        if (refusal < 0) {
            names.completeExceptionally(new ObjectStoreException(-refusal, "list"));
            return names;
        }
        parts.workers()
                .execute(() -> {
                    ObjectListing.answer(namespace, prefix, names);
                    parts.workers().completed();
                });
        return names;
    }

    @Override
    public CompletableFuture<Long> createSnap() {
        return control("create a snapshot", () -> parts.snapshots().create(namespace.pool().id()));
    }

    @Override
    public CompletableFuture<Void> removeSnap(long snapId) {
        return control(
                        "remove snapshot " + snapId,
                        () -> parts.snapshots().remove(namespace.pool().id(), snapId))
                .thenAccept(removed -> {
                    if (removed) {
                        parts.tidier().wake();
                    }
                });
    }

    private interface Control<T> {
        T run() throws StoreFileException;
    }

    /** A call that belongs to no object, and waits for the disk. */
    private <T> CompletableFuture<T> control(String what, Control<T> call) {
        int health = parts.health().refusal();
        int refusal = health < 0 ? health : parts.workers().accept();
        if (refusal < 0) {
            return CompletableFuture.failedFuture(new ObjectStoreException(-refusal, what));
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        parts.workers()
                .executeSync(() -> {
                    try {
                        T answer = call.run();
                        parts.workers().completed();
                        future.complete(answer);
                    } catch (StoreFileException e) {
                        parts.workers().completed();
                        parts.kv().failure().ifPresent(parts.health()::syncFailed);
                        future.completeExceptionally(new ObjectStoreException(e.errno(), what));
                    } catch (RuntimeException | Error e) {
                        parts.workers().completed();
                        future.completeExceptionally(e);
                    }
                });
        return future;
    }

    @Override
    public CompletableFuture<Void> rollback(String object, long snapId) {
        int refusal = refuseWrite(object);
        if (refusal < 0) {
            return CompletableFuture.failedFuture(
                    new ObjectStoreException(-refusal, "roll " + object + " back"));
        }
        while (true) {
            LocalObject target = namespace.object(object);
            RollbackCall call = new RollbackCall(target, snapId, snapContext, scope);
            if (submit(target, call)) {
                return call.future();
            }
        }
    }

    @Override
    public CompletableFuture<Watch> watch(String object, WatchHandler handler) {
        return ask(
                object,
                target -> {
                    if (!target.exists()) {
                        throw new ObjectStoreException(Errno.ENOENT, "object " + target);
                    }
                    return watches.add(target.toString(), handler);
                });
    }

    @Override
    public CompletableFuture<NotifyResult> notifyWatchers(
            String object, byte[] payload, Duration timeout) {
        return ask(
                        object,
                        target -> {
                            if (!target.exists()) {
                                throw new ObjectStoreException(Errno.ENOENT, "object " + target);
                            }
                            return target.toString();
                        })
                .thenCompose(name -> watches.notifyAll(name, payload, timeout));
    }
}
