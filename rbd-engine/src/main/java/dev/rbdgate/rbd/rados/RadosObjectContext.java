package dev.rbdgate.rbd.rados;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.Fencing;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pool and namespace by one client of the cluster. */
final class RadosObjectContext implements ObjectContext, SelfManagedSnaps, Fencing {

    private final ClusterHandle handle;
    private final BlockingCalls blocking;
    private final FlushScope scope;
    private final IoContext.Key key;

    /** The I/O context used last; when it has been retired, another is held in its place. */
    private volatile @Nullable IoContext last;

    RadosObjectContext(
            ClusterHandle handle, BlockingCalls blocking, FlushScope scope, IoContext.Key key) {
        this.handle = handle;
        this.blocking = blocking;
        this.scope = scope;
        this.key = key;
    }

    String namespace() {
        return key.namespace();
    }

    ClusterHandle handle() {
        return handle;
    }

    @Override
    public long instanceId() {
        return handle.identity().instanceId();
    }

    @Override
    public ObjectContext sibling(ObjectStore.Pool pool, String namespace) {
        return derive(new IoContext.Key(pool.id(), namespace, SnapContext.EMPTY, SnapContext.HEAD));
    }

    @Override
    public ObjectContext withSnapContext(SnapContext snapContext) {
        return derive(
                new IoContext.Key(key.poolId(), key.namespace(), snapContext, key.readSnap()));
    }

    @Override
    public ObjectContext withReadSnap(long snapId) {
        return derive(new IoContext.Key(key.poolId(), key.namespace(), key.snapContext(), snapId));
    }

    private ObjectContext derive(IoContext.Key other) {
        return new RadosObjectContext(handle, blocking, scope, other);
    }

    @Override
    public void read(
            String object, long offset, List<ByteBuffer> destination, ObjectCompletion completion) {
        IoContext io;
        try {
            io = hold();
        } catch (ObjectStoreException e) {
            completion.complete(-e.errno());
            return;
        }
        handle.submit(new ReadRequest(io, object, offset, destination, completion));
    }

    @Override
    public void write(String object, WriteOperation operation, ObjectCompletion completion) {
        if (key.readSnap() != SnapContext.HEAD) {
            completion.complete(-Errno.EROFS);
            return;
        }
        if (operation.steps().isEmpty()) {
            completion.complete(0);
            return;
        }
        IoContext io;
        try {
            io = hold();
        } catch (ObjectStoreException e) {
            completion.complete(-e.errno());
            return;
        }
        handle.submit(new WriteRequest(io, object, operation, completion, scope));
    }

    @Override
    public void flush(ObjectCompletion completion) {
        if (!handle.isOpen()) {
            completion.complete(-Errno.ESHUTDOWN);
            return;
        }
        scope.flush(completion);
    }

    @Override
    public CompletableFuture<List<Answer>> query(String object, ReadOperation operation) {
        return submit(io -> new QueryRequest(io, handle.futures(), object, operation));
    }

    @Override
    public CompletableFuture<List<AllocationExtent>> extents(
            String object, long offset, long length) {
        return query(object, ReadOperation.of(new ReadOperation.Step.Stat()))
                .handle((answers, failure) -> {
                    if (failure == null) {
                        Answer.Stat stat = (Answer.Stat) answers.getFirst();
                        return Extents.of(stat.size(), offset, length);
                    }
                    if (failure instanceof ObjectStoreException e && e.errno() == Errno.ENOENT) {
                        return Extents.of(0, offset, length);
                    }
                    throw ErrorNumbers.rethrown(failure);
                });
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
        return blocking.run(handle, CallKind.LIST, () -> withIo(io -> ObjectList.read(io, prefix)));
    }

    @Override
    public CompletableFuture<Watch> watch(String object, WatchHandler handler) {
        return submit(io -> {
            // The call holds the I/O context, and the watch for as long as it lasts.
            io.hold();
            return new WatchRequest(io, handle, handle.watches().add(io, object, handler));
        });
    }

    @Override
    public CompletableFuture<NotifyResult> notifyWatchers(
            String object, byte[] payload, Duration timeout) {
        return submit(io -> new NotifyRequest(io, handle.futures(), object, payload, timeout));
    }

    @Override
    public CompletableFuture<Long> createSnap() {
        return submit(io -> new SnapCreateRequest(io, handle.futures()));
    }

    @Override
    public CompletableFuture<Void> removeSnap(long snapId) {
        return submit(io -> new SnapRemoveRequest(io, handle.futures(), snapId));
    }

    @Override
    public CompletableFuture<Void> rollback(String object, long snapId) {
        return blocking.run(
                handle,
                CallKind.ROLLBACK,
                () -> {
                    withIo(io -> rollback(io, object, snapId));
                    return null;
                });
    }

    private static int rollback(IoContext io, String object, long snapId) {
        try (Scratch scratch = new Scratch()) {
            return ErrorNumbers.check(
                    ContextCalls.snapRollback(io.address(), scratch.string(object), snapId),
                    "rollback of " + object + " to snapshot " + snapId);
        }
    }

    @Override
    public String address() {
        return handle.identity().address();
    }

    @Override
    public CompletableFuture<Void> blocklist(String address, Duration duration) {
        return blocking.run(
                handle,
                CallKind.CLUSTER,
                () -> {
                    try (Scratch scratch = new Scratch()) {
                        ErrorNumbers.check(
                                ClusterCalls.blocklistAdd(
                                        handle.cluster(),
                                        scratch.string(address),
                                        Math.toIntExact(duration.toSeconds())),
                                "blocklisting of " + address);
                    }
                    return null;
                });
    }

    @Override
    public CompletableFuture<Void> waitForLatestMap() {
        return blocking.run(
                handle,
                CallKind.CLUSTER,
                () -> {
                    ErrorNumbers.check(
                            ClusterCalls.waitForLatestMap(handle.cluster()),
                            "waiting for the latest OSD map");
                    return null;
                });
    }

    private <T extends @Nullable Object> CompletableFuture<T> submit(
            Function<IoContext, FutureRequest<T>> request) {
        IoContext io;
        try {
            io = hold();
        } catch (ObjectStoreException e) {
            return CompletableFuture.failedFuture(e);
        }
        FutureRequest<T> made = request.apply(io);
        handle.submit(made);
        return made.future();
    }

    private <T> T withIo(Function<IoContext, T> call) {
        IoContext io = hold();
        try {
            return call.apply(io);
        } finally {
            io.letGo();
        }
    }

    private IoContext hold() {
        IoContext io = last;
        if (io != null && io.hold()) {
            return io;
        }
        io = handle.ioContexts().hold(key);
        last = io;
        return io;
    }
}
