package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected {@code rados_t}: a client of the cluster with an instance id and an address of its
 * own, which others fence it by.
 *
 * <pre>
 * OPEN ──close──> CLOSING (queued calls are still sent) ──drained──> CLOSED
 *   └─ -ESHUTDOWN ─> FENCED (blocklisted; every call fails at once, for ever) ──close──> CLOSED
 * </pre>
 */
final class ClusterHandle {

    /** Far below the limits that {@link Connector} sets for librados itself. */
    static final Admission.Limits DATA_LIMITS = new Admission.Limits(2048, 128L << 20, 65_536);

    /** Watches, notifications, snapshot ids: apart, so that stuck data does not hold them up. */
    static final Admission.Limits CONTROL_LIMITS = new Admission.Limits(512, 16L << 20, 4096);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterHandle.class);

    private enum State {
        OPEN,
        CLOSING,
        FENCED,
        CLOSED
    }

    private final long cluster;
    private final ClientIdentity identity;
    private final IoContexts ioContexts;
    private final Callbacks callbacks;
    private final Watches watches;
    private final Executor futures;
    private final CallMeter meter;
    private final Consumer<ClusterHandle> onFenced;
    private final Slots slots = new Slots(this);
    private final Admission data = new Admission(DATA_LIMITS);
    private final Admission control = new Admission(CONTROL_LIMITS);
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final AtomicLong completions = new AtomicLong();

    /** Read-locked by blocking calls, which the end of the connection must not overtake. */
    private final ReentrantReadWriteLock blocking = new ReentrantReadWriteLock();

    /**
     * @param cluster connected, and owned from now on
     * @param futures runs what depends on futures
     * @param meter of the store
     * @param onFenced told once, on any thread
     */
    ClusterHandle(
            long cluster,
            ClientIdentity identity,
            Executor futures,
            CallMeter meter,
            Consumer<ClusterHandle> onFenced) {
        this.cluster = cluster;
        this.identity = identity;
        this.futures = futures;
        this.meter = meter;
        this.onFenced = onFenced;
        ioContexts = new IoContexts(cluster);
        watches = new Watches(this);
        callbacks = new Callbacks(slots, watches, "rados-" + identity.instanceId());
    }

    ClientIdentity identity() {
        return identity;
    }

    IoContexts ioContexts() {
        return ioContexts;
    }

    Callbacks callbacks() {
        return callbacks;
    }

    Watches watches() {
        return watches;
    }

    Executor futures() {
        return futures;
    }

    boolean isOpen() {
        return state.get() == State.OPEN;
    }

    boolean isFenced() {
        return state.get() == State.FENCED;
    }

    /** Sends a call, now or when the limits allow. It completes in any case. */
    void submit(Request request) {
        if (!isOpen()) {
            refuse(request, -Errno.ESHUTDOWN);
            return;
        }
        submitWhileClosing(request);
    }

    /** As {@link #submit}, also while closing: for what the close itself does. */
    void submitWhileClosing(Request request) {
        Admission admission = admission(request);
        switch (admission.enter(request)) {
            case PASS -> start(request);
            case QUEUED -> {
                // Either the fence's own clearing of the queue saw this call, or this sees the
                // fence.
                if (isFenced()) {
                    abandonQueue(admission);
                }
            }
            case QUEUE_FULL -> refuse(request, -Errno.EAGAIN);
        }
    }

    /** Runs a blocking call on the caller's thread; the connection lasts at least as long. */
    <T> T blocking(Callable<T> call) throws Exception {
        blocking.readLock().lock();
        try {
            if (!isOpen()) {
                throw new ObjectStoreException(Errno.ESHUTDOWN, "the connection is closed");
            }
            return call.call();
        } finally {
            blocking.readLock().unlock();
        }
    }

    /** The {@code rados_t}, for use inside {@link #blocking}. */
    long cluster() {
        return cluster;
    }

    /**
     * Ends a call whose slot holds its result; on librados' callback thread, or when sending
     * failed.
     */
    void finish(Slot slot, int result) {
        Request request = slot.request();
        if (result == -Errno.ESHUTDOWN) {
            fence();
        }
        int told = request.collect(slot, result == -Errno.ENOENT ? missing(request) : result);
        meter.ended(request.kind(), slot.nanos(), told);
        giveBack(slot);
        Admission admission = admission(request);
        admission.leave(request);
        sendQueued(admission);
        tell(request, told);
    }

    /** Completions created and not released. */
    long outstanding() {
        return completions.get();
    }

    /** Calls that wait, since too many run. */
    long waiting() {
        return (long) data.waiting() + control.waiting();
    }

    private void start(Request request) {
        Slot slot = slots.take(request);
        int result = isFenced() ? -Errno.ESHUTDOWN : send(slot, request);
        if (result < 0) {
            finish(slot, result);
        }
    }

    private int send(Slot slot, Request request) {
        try {
            long out = slot.scratch().word();
            int result =
                    AioCalls.createCompletion(slot.number(), callbacks.completionAddress(), out);
            if (result < 0) {
                return result;
            }
            slot.completion(NativeMemory.getLong(out));
            completions.incrementAndGet();
            return request.send(slot);
        } catch (IllegalArgumentException e) {
            LOG.error("a call that cannot be sent: {}", e.getMessage());
            return -Errno.EINVAL;
        }
    }

    private void sendQueued(Admission admission) {
        if (admission.beginSending()) {
            for (Request next = admission.next(); next != null; next = admission.next()) {
                start(next);
            }
        }
    }

    /**
     * ENOENT also says that the pool is gone. Taken for a missing object, that would read as zeros:
     * it becomes EIO.
     */
    private int missing(Request request) {
        try (Scratch scratch = new Scratch()) {
            int result =
                    ClusterCalls.poolName(
                            cluster,
                            request.io().key().poolId(),
                            scratch.allocate(Connector.NAME_BYTES),
                            Connector.NAME_BYTES);
            return result == -Errno.ENOENT ? -Errno.EIO : -Errno.ENOENT;
        }
    }

    private Admission admission(Request request) {
        return request.isControl() ? control : data;
    }

    private void fence() {
        State before = state.getAndUpdate(s -> s == State.OPEN ? State.FENCED : s);
        if (before == State.OPEN) {
            LOG.error(
                    "client {} at {} is blocklisted: all its I/O fails from now on",
                    identity.instanceId(),
                    identity.address());
            abandonQueue(data);
            abandonQueue(control);
            callbacks.afterNotifications(watches::failAll);
            onFenced.accept(this);
        }
    }

    private void abandonQueue(Admission admission) {
        for (Request request = admission.abandon();
                request != null;
                request = admission.abandon()) {
            refuse(request, -Errno.ESHUTDOWN);
        }
    }

    private void refuse(Request request, int result) {
        meter.refused(request.kind(), result);
        tell(request, result);
    }

    private static void tell(Request request, int result) {
        try {
            request.complete(result);
        } finally {
            request.io().letGo();
        }
    }

    /**
     * Sends what is queued, waits for running calls, ends the watches and disconnects.
     *
     * @return whether all calls had ended within the limit; the others fail ESHUTDOWN
     */
    boolean close(Duration limit) throws InterruptedException {
        State before = state.getAndUpdate(s -> s == State.OPEN ? State.CLOSING : s);
        if (before == State.CLOSING || before == State.CLOSED) {
            return true;
        }
        watches.endAll();
        boolean drained = ioContexts.close(limit);
        if (!blocking.writeLock().tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("a blocking call to Ceph does not end; its connection is left open");
            return false;
        }
        try {
            state.set(State.CLOSED);
            ClusterCalls.shutdown(cluster);
        } finally {
            blocking.writeLock().unlock();
        }
        failLeftovers();
        callbacks.close();
        slots.close();
        return drained;
    }

    /** After the end of librados' threads: what they did not complete, they never will. */
    private void failLeftovers() throws InterruptedException {
        callbacks.drain();
        abandonQueue(data);
        abandonQueue(control);
        for (@Nullable Slot slot = slots.anyBusy(); slot != null; slot = slots.anyBusy()) {
            finishAfterShutdown(slot);
        }
    }

    private void finishAfterShutdown(Slot slot) {
        Request request = slot.request();
        int told = request.collect(slot, -Errno.ESHUTDOWN);
        meter.ended(request.kind(), slot.nanos(), told);
        giveBack(slot);
        tell(request, told);
    }

    private void giveBack(Slot slot) {
        if (slot.completion() != Librados.NULL) {
            AioCalls.release(slot.completion());
            completions.decrementAndGet();
        }
        slots.give(slot);
    }
}
