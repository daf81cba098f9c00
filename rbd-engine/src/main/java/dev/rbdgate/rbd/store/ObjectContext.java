package dev.rbdgate.rbd.store;

import dev.rbdgate.block.AllocationExtent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A pool and namespace, the snapshots that writes preserve, and the snapshot that reads see.
 * Immutable, used from any thread.
 *
 * <p>Data calls follow the rules of {@link dev.rbdgate.block.BlockDevice}: the completion runs
 * once, on any thread, possibly before the call returns; payload buffers stay untouched until then.
 * Operations on one object take effect in the order in which they were submitted by one thread.
 */
public interface ObjectContext {

    /**
     * The client that calls, watches and locks through this context belong to: {@link
     * ObjectStore#instanceId}, or another one of a store that connects more than once.
     */
    long instanceId();

    /**
     * Another pool and namespace by the same client, at the head without snapshots. Shares the
     * flush scope. All that belongs to one image is reached this way from one context: fencing and
     * order belong to the client.
     */
    ObjectContext sibling(ObjectStore.Pool pool, String namespace);

    /** The same pool and namespace, with other snapshots to preserve. Shares the flush scope. */
    ObjectContext withSnapContext(SnapContext snapContext);

    /** The same pool and namespace, reading {@code snapId} (or {@link SnapContext#HEAD}). */
    ObjectContext withReadSnap(long snapId);

    /**
     * Reads into {@code destination}; fewer bytes at the end of the object, whose rest of the
     * destination is left as it was. ENOENT if the object does not exist.
     */
    void read(
            String object, long offset, List<ByteBuffer> destination, ObjectCompletion completion);

    /** Applies a write operation. */
    void write(String object, WriteOperation operation, ObjectCompletion completion);

    /**
     * Makes durable what had completed through this context, and through those derived from the
     * same {@link ObjectStore#context} call, when this was called: data, new directory entries,
     * records.
     */
    void flush(ObjectCompletion completion);

    /** Answers queries; fails with {@link ObjectStoreException}. */
    CompletableFuture<List<ReadOperation.Answer>> query(String object, ReadOperation operation);

    /**
     * Which parts of {@code [offset, offset + length)} of an object hold storage, as {@link
     * dev.rbdgate.block.BlockDevice#allocationStatus} tells it, with object offsets. A missing
     * object is one deallocated extent.
     */
    CompletableFuture<List<AllocationExtent>> extents(String object, long offset, long length);

    /**
     * The names of all objects that begin with {@code prefix}, in no order: those there are now,
     * whatever the read snapshot. One that was removed, and that a snapshot still sees, may be
     * among them, as OSDs do it.
     */
    CompletableFuture<List<String>> list(String prefix);

    /** Watches an object, which must exist, for notifications. */
    CompletableFuture<Watch> watch(String object, WatchHandler handler);

    /**
     * Notifies every watcher of an object and waits for their answers.
     *
     * @return also when some did not answer in time: the result names them
     */
    CompletableFuture<NotifyResult> notifyWatchers(String object, byte[] payload, Duration timeout);

    /** A watch, identified to others by this client's instance id and its handle. */
    interface Watch {
        long handle();

        CompletableFuture<Void> unwatch();
    }

    /** Called on a thread of the store, one call at a time per watch; must not block. */
    interface WatchHandler {
        /**
         * @return what the notifier is answered, possibly empty; once completed
         */
        CompletableFuture<byte[]> notified(long notifierInstanceId, byte[] payload);

        /** The watch is lost; notifications may have been missed. */
        void failed(int errno);
    }

    /** Who answered a notification, and who did not. */
    record NotifyResult(List<Acknowledgement> acknowledgements, List<Watcher> timeouts) {}

    record Watcher(long instanceId, long handle) {}

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
    record Acknowledgement(Watcher watcher, byte[] payload) {}
}
