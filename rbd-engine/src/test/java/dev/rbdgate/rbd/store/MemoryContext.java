package dev.rbdgate.rbd.store;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.cls.ObjectClassException;
import dev.rbdgate.rbd.cls.ObjectClasses;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A namespace of an object store in memory. */
final class MemoryContext implements ObjectContext, SelfManagedSnaps {

    private final MemoryObjectStore store;
    private final String namespace;
    private final SnapContext snapContext;
    private final long readSnap;

    MemoryContext(
            MemoryObjectStore store, String namespace, SnapContext snapContext, long readSnap) {
        this.store = store;
        this.namespace = namespace;
        this.snapContext = snapContext;
        this.readSnap = readSnap;
    }

    private String key(String object) {
        return namespace + "/" + object;
    }

    private @Nullable MemoryObject find(String object) {
        return store.find(key(object), readSnap);
    }

    private MemoryObject existing(String object) {
        MemoryObject found = find(object);
        if (found == null) {
            throw new ObjectStoreException(Errno.ENOENT, "object " + object);
        }
        return found;
    }

    @Override
    public long instanceId() {
        return store.instanceId();
    }

    @Override
    public ObjectContext sibling(ObjectStore.Pool pool, String otherNamespace) {
        return store.context(pool, otherNamespace);
    }

    @Override
    public ObjectContext withSnapContext(SnapContext newContext) {
        return new MemoryContext(store, namespace, newContext, readSnap);
    }

    @Override
    public ObjectContext withReadSnap(long snapId) {
        return new MemoryContext(store, namespace, snapContext, snapId);
    }

    @Override
    public void read(
            String object, long offset, List<ByteBuffer> destination, ObjectCompletion completion) {
        MemoryObject found = find(object);
        int result = -Errno.ENOENT;
        if (found != null) {
            long length = destination.stream().mapToLong(ByteBuffer::remaining).sum();
            ByteBuffer bytes = ByteBuffer.wrap(found.read(offset, length));
            result = bytes.remaining();
            for (ByteBuffer buffer : destination) {
                ByteBuffer view = buffer.duplicate();
                int run = Math.min(view.remaining(), bytes.remaining());
                view.put(bytes.slice(bytes.position(), run));
                bytes.position(bytes.position() + run);
            }
        }
        int answer = result;
        store.complete(() -> completion.complete(answer));
    }

    @Override
    public void write(String object, WriteOperation operation, ObjectCompletion completion) {
        int refusal = refuseWrite();
        int result =
                refusal < 0 ? refusal : store.apply(key(object), object, operation, snapContext);
        store.complete(() -> completion.complete(result));
    }

    private int refuseWrite() {
        if (readSnap != SnapContext.HEAD) {
            return -Errno.EROFS;
        }
        return snapContext.isValid() ? 0 : -Errno.EINVAL;
    }

    @Override
    public CompletableFuture<Long> createSnap() {
        return answer(store::createSnap);
    }

    @Override
    public CompletableFuture<Void> removeSnap(long snapId) {
        return control(() -> store.removeSnap(snapId));
    }

    @Override
    public CompletableFuture<Void> rollback(String object, long snapId) {
        return control(() -> {
            int refusal = refuseWrite();
            if (refusal == 0) {
                store.rollback(key(object), snapId, snapContext);
            }
            return refusal;
        });
    }

    private CompletableFuture<Void> control(IntSupplier call) {
        return this.<Integer>answer(
                        () -> {
                            int result = call.getAsInt();
                            if (result < 0) {
                                throw new ObjectStoreException(-result, "snapshot of " + namespace);
                            }
                            return result;
                        })
                .thenApply(_ -> null);
    }

    @Override
    public void flush(ObjectCompletion completion) {
        store.flush();
        store.complete(() -> completion.complete(0));
    }

    @Override
    public CompletableFuture<List<Answer>> query(String object, ReadOperation operation) {
        return answer(() -> {
            MemoryObject found = existing(object);
            MemoryOperation view = new MemoryOperation(store, found);
            return operation.steps().stream().map(step -> answer(view, step)).toList();
        });
    }

    private static Answer answer(MemoryOperation view, ReadOperation.Step step) {
        MemoryObject object = view.before;
        if (object == null) {
            throw new IllegalStateException("no object");
        }
        return switch (step) {
            case ReadOperation.Step.Stat _ ->
                    new Answer.Stat(
                            object.size,
                            object.version,
                            view.store.now(),
                            (long) object.pages.size() * MemoryObject.PAGE_BYTES);
            case ReadOperation.Step.Read(long offset, int length) ->
                    new Answer.Bytes(object.read(offset, length));
            case ReadOperation.Step.Exec(String className, String method, byte[] input) -> {
                try {
                    yield new Answer.Bytes(
                            ObjectClasses.call(
                                    className, method, new MemoryClassContext(view), input));
                } catch (ObjectClassException refusal) {
                    yield new Answer.Failed(refusal.errno());
                }
            }
            case ReadOperation.Step.GetXattrs _ -> new Answer.Xattrs(new TreeMap<>(object.xattrs));
            case ReadOperation.Step.OmapList(OmapKey after, OmapKey prefix, int max) -> {
                SortedMap<OmapKey, byte[]> found =
                        MemoryClassContext.list(object, after, prefix, max);
                boolean more =
                        !found.isEmpty()
                                && !MemoryClassContext.list(object, found.lastKey(), prefix, 1)
                                        .isEmpty();
                yield new Answer.Omap(found, more);
            }
        };
    }

    @Override
    public CompletableFuture<List<AllocationExtent>> extents(
            String object, long offset, long length) {
        return answer(() -> {
            MemoryObject found = find(object);
            List<AllocationExtent> extents = new ArrayList<>();
            long end = offset + length;
            long start = offset;
            while (start < end) {
                boolean allocated = allocated(found, start);
                long next = start;
                while (next < end && allocated(found, next) == allocated) {
                    next =
                            Math.min(
                                    end,
                                    (next / MemoryObject.PAGE_BYTES + 1) * MemoryObject.PAGE_BYTES);
                }
                extents.add(new AllocationExtent(start, next - start, allocated));
                start = next;
            }
            return extents;
        });
    }

    private static boolean allocated(@Nullable MemoryObject object, long offset) {
        return object != null && object.pages.containsKey(offset / MemoryObject.PAGE_BYTES);
    }

    @Override
    public CompletableFuture<List<String>> list(String prefix) {
        return answer(() ->
                store.names(namespace).stream().filter(name -> name.startsWith(prefix)).toList());
    }

    /** A watch in memory. */
    record MemoryWatch(
            MemoryObjectStore store, String key, long instanceId, long handle, WatchHandler handler)
            implements Watch {
        @Override
        public CompletableFuture<Void> unwatch() {
            synchronized (store.state) {
                store.state.watches.getOrDefault(key, new ArrayList<>()).remove(this);
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public CompletableFuture<Watch> watch(String object, WatchHandler handler) {
        return answer(() -> {
            existing(object);
            synchronized (store.state) {
                MemoryWatch watch =
                        new MemoryWatch(
                                store,
                                key(object),
                                store.instanceId(),
                                store.state.handles++,
                                handler);
                store.state.watches.computeIfAbsent(key(object), _ -> new ArrayList<>()).add(watch);
                return watch;
            }
        });
    }

    @Override
    public CompletableFuture<NotifyResult> notifyWatchers(
            String object, byte[] payload, Duration timeout) {
        List<MemoryWatch> watches;
        synchronized (store.state) {
            watches = List.copyOf(store.state.watches.getOrDefault(key(object), List.of()));
        }
        List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
        for (MemoryWatch watch : watches) {
            answers.add(
                    watch.handler()
                            .notified(store.instanceId(), payload)
                            .thenApply(bytes ->
                                    new Acknowledgement(
                                            new Watcher(watch.instanceId(), watch.handle()),
                                            bytes)));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ ->
                        new NotifyResult(
                                answers.stream().map(CompletableFuture::join).toList(), List.of()));
    }

    private <T> CompletableFuture<T> answer(Supplier<T> question) {
        CompletableFuture<T> future = new CompletableFuture<>();
        try {
            T value;
            synchronized (store.state) {
                value = question.get();
            }
            store.complete(() -> future.complete(value));
        } catch (ObjectStoreException refusal) {
            store.complete(() -> future.completeExceptionally(refusal));
        }
        return future;
    }
}
