package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ObjectContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch. It holds its I/O context until it has ended. */
final class RadosWatch implements ObjectContext.Watch {

    private static final Logger LOG = LoggerFactory.getLogger(RadosWatch.class);

    private final ClusterHandle handle;
    private final long number;
    private final IoContext io;
    private final String object;
    private final ObjectContext.WatchHandler handler;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile long watchHandle;
    private boolean lost;

    RadosWatch(
            ClusterHandle handle,
            long number,
            IoContext io,
            String object,
            ObjectContext.WatchHandler handler) {
        this.handle = handle;
        this.number = number;
        this.io = io;
        this.object = object;
        this.handler = handler;
    }

    long number() {
        return number;
    }

    String object() {
        return object;
    }

    @Override
    public long handle() {
        return watchHandle;
    }

    void begun(long newHandle) {
        watchHandle = newHandle;
    }

    /** On the thread of the handle's notifications. */
    void notified(long notifyId, long notifiedHandle, long notifier, byte[] payload) {
        var _ =
                answerOf(notifier, payload)
                        .whenComplete((answer, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "a notification of {} was not dealt with", object, failure);
                            }
                            // Acknowledged in any case, or the notifier waits its full timeout.
                            acknowledge(
                                    notifyId,
                                    notifiedHandle,
                                    failure == null ? answer : new byte[0]);
                        });
    }

    @SuppressWarnings("CatchingUnchecked") // the notifier gets its answer whatever the handler does
    private CompletableFuture<byte[]> answerOf(long notifier, byte[] payload) {
        try {
            return handler.notified(notifier, payload);
        } catch (RuntimeException | AssertionError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void acknowledge(long notifyId, long notifiedHandle, byte[] answer) {
        if (!io.hold()) {
            return;
        }
        try (Scratch scratch = new Scratch()) {
            int result =
                    WatchCalls.acknowledge(
                            io.address(),
                            scratch.string(object),
                            notifyId,
                            notifiedHandle,
                            scratch.bytes(answer),
                            answer.length);
            if (result < 0) {
                LOG.warn("a notification of {} was not acknowledged: {}", object, result);
            }
        } finally {
            io.letGo();
        }
    }

    /** On the thread of the handle's notifications. A watch is lost once. */
    void failed(int errno) {
        if (!ended.get() && !lost) {
            lost = true;
            LOG.info("the watch of {} is lost: errno {}", object, errno);
            handler.failed(errno);
        }
    }

    @Override
    public CompletableFuture<Void> unwatch() {
        if (ended.compareAndSet(false, true)) {
            // A fenced client's watches the cluster has dropped. A handle of 0 is a watch that has
            // not begun: librados would take it for an address.
            if (!handle.isFenced() && watchHandle != 0 && io.hold()) {
                handle.submitWhileClosing(new UnwatchRequest(io, this));
            } else {
                over();
            }
        }
        return end;
    }

    /** The cluster does not know the watch any more. */
    void over() {
        if (handle.watches().remove(this)) {
            io.letGo();
        }
        handle.futures().execute(() -> end.complete(null));
    }
}
