package dev.rbdgate.rbd.store;

import dev.rbdgate.block.AllocationExtent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A context of a client of a simulated cluster. */
final class SimulatedContext implements ObjectContext, Fencing, SelfManagedSnaps {

    private final SimulatedClient client;
    private final ObjectContext memory;

    SimulatedContext(SimulatedClient client, ObjectContext memory) {
        this.client = client;
        this.memory = memory;
    }

    private <T> CompletableFuture<T> sent(String what, Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        client.send(
                () -> {
                    var _ =
                            call.get()
                                    .whenComplete((value, failure) -> {
                                        if (failure != null) {
                                            answer.completeExceptionally(failure);
                                        } else {
                                            answer.complete(value);
                                        }
                                    });
                },
                () ->
                        answer.completeExceptionally(
                                new ObjectStoreException(Errno.ESHUTDOWN, what)));
        return answer;
    }

    private SelfManagedSnaps snaps() {
        return (SelfManagedSnaps) memory;
    }

    @Override
    public long instanceId() {
        return client.instanceId();
    }

    @Override
    public ObjectContext sibling(ObjectStore.Pool pool, String namespace) {
        return new SimulatedContext(client, memory.sibling(pool, namespace));
    }

    @Override
    public ObjectContext withSnapContext(SnapContext snapContext) {
        return new SimulatedContext(client, memory.withSnapContext(snapContext));
    }

    @Override
    public ObjectContext withReadSnap(long snapId) {
        return new SimulatedContext(client, memory.withReadSnap(snapId));
    }

    @Override
    public void read(
            String object, long offset, List<ByteBuffer> destination, ObjectCompletion completion) {
        client.send(
                () -> memory.read(object, offset, destination, completion),
                () -> completion.complete(-Errno.ESHUTDOWN));
    }

    @Override
    public void write(String object, WriteOperation operation, ObjectCompletion completion) {
        client.send(
                () -> memory.write(object, operation, completion),
                () -> completion.complete(-Errno.ESHUTDOWN));
    }

    @Override
    public void flush(ObjectCompletion completion) {
        client.send(() -> memory.flush(completion), () -> completion.complete(-Errno.ESHUTDOWN));
    }

    @Override
    public CompletableFuture<List<ReadOperation.Answer>> query(
            String object, ReadOperation operation) {
        return sent("query", () -> memory.query(object, operation));
    }

    @Override
    public CompletableFuture<List<AllocationExtent>> extents(
            String object, long offset, long length) {
        return sent("extents", () -> memory.extents(object, offset, length));
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
        return sent("list", () -> memory.list(prefix));
    }

    @Override
    public CompletableFuture<Watch> watch(String object, WatchHandler handler) {
        return sent(
                "watch",
                () ->
                        memory.query(object, ReadOperation.of(new ReadOperation.Step.Stat()))
                                .thenApply(_ -> {
                                    SimulatedClient.SimulatedWatch watch =
                                            new SimulatedClient.SimulatedWatch(
                                                    client,
                                                    object,
                                                    client.cluster().nextHandle(),
                                                    handler);
                                    client.cluster().add(watch);
                                    client.began(watch);
                                    return watch;
                                }));
    }

    @Override
    public CompletableFuture<NotifyResult> notifyWatchers(
            String object, byte[] payload, Duration timeout) {
        return sent("notify", () -> client.cluster().notifyAll(client, object, payload));
    }

    @Override
    public String address() {
        return client.address();
    }

    @Override
    public CompletableFuture<Void> blocklist(String address, Duration duration) {
        return sent(
                "blocklist",
                () -> {
                    client.cluster().shutOut(address);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public CompletableFuture<Void> waitForLatestMap() {
        return sent(
                "map",
                () -> {
                    client.cluster().note("map");
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public CompletableFuture<Long> createSnap() {
        return sent("snap", () -> snaps().createSnap());
    }

    @Override
    public CompletableFuture<Void> removeSnap(long snapId) {
        return sent("snap", () -> snaps().removeSnap(snapId));
    }

    @Override
    public CompletableFuture<Void> rollback(String object, long snapId) {
        return sent("rollback", () -> snaps().rollback(object, snapId));
    }
}
