package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.rados.Librados.INT;
import static dev.rbdgate.rbd.rados.Librados.POINTER;
import static dev.rbdgate.rbd.rados.Librados.SIZE;
import static dev.rbdgate.rbd.rados.Librados.U64;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions librados calls, on threads of its own that must never wait. A completion finishes
 * its call there and then: whoever made the call only hands the outcome on to a thread of his, and
 * one thread more on the way would cost each call a wake-up. Notifications, whose handlers do more,
 * are handed over. An exception that left a callback would end the process, so none does.
 */
final class Callbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    private final Slots slots;
    private final Watches watches;
    private final Arena arena = Arena.ofShared();
    private final HandoverThread notifications;
    private final long completionAddress;
    private final long notificationAddress;
    private final long watchErrorAddress;

    Callbacks(Slots slots, Watches watches, String name) {
        this.slots = slots;
        this.watches = watches;
        notifications = new HandoverThread(name + "-watches");
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            completionAddress =
                    Librados.callback(
                            lookup.bind(
                                    this,
                                    "completed",
                                    MethodType.methodType(void.class, long.class, long.class)),
                            arena,
                            POINTER,
                            POINTER);
            notificationAddress =
                    Librados.callback(
                            lookup.bind(
                                    this,
                                    "notified",
                                    MethodType.methodType(
                                            void.class,
                                            long.class,
                                            long.class,
                                            long.class,
                                            long.class,
                                            long.class,
                                            long.class)),
                            arena,
                            POINTER,
                            U64,
                            U64,
                            U64,
                            POINTER,
                            SIZE);
            watchErrorAddress =
                    Librados.callback(
                            lookup.bind(
                                    this,
                                    "watchFailed",
                                    MethodType.methodType(
                                            void.class, long.class, long.class, int.class)),
                            arena,
                            POINTER,
                            U64,
                            INT);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the callbacks are not as librados calls them", e);
        }
        notifications.start();
    }

    /** {@code rados_callback_t}; its argument is the slot's number. */
    long completionAddress() {
        return completionAddress;
    }

    /** {@code rados_watchcb2_t}; its argument is the watch's number. */
    long notificationAddress() {
        return notificationAddress;
    }

    /** {@code rados_watcherrcb_t}; its argument is the watch's number. */
    long watchErrorAddress() {
        return watchErrorAddress;
    }

    /** Runs a task on the thread of notifications, after those that have come before. */
    void afterNotifications(Runnable task) {
        notifications.handOver(task);
    }

    /** Waits until all that was handed over has been dealt with. */
    void drain() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        notifications.handOver(done::countDown);
        done.await();
    }

    /** Only after librados' threads have ended. */
    void close() {
        notifications.stop();
        arena.close();
    }

    @SuppressWarnings("UnusedVariable") // the C function's signature
    void completed(long completion, long slotNumber) {
        try {
            slots.at((int) slotNumber).finish();
        } catch (Throwable e) {
            LOG.error("a completion threw, which it must not", e);
        }
    }

    void notified(
            long watchNumber,
            long notifyId,
            long watchHandle,
            long notifier,
            long payload,
            long length) {
        try {
            byte[] bytes = NativeMemory.getBytes(payload, length);
            notifications.handOver(
                    () -> watches.notified(watchNumber, notifyId, watchHandle, notifier, bytes));
        } catch (Throwable e) {
            notifications.handOver(() -> {
                throw Librados.unexpected(e);
            });
        }
    }

    @SuppressWarnings("UnusedVariable") // the C function's signature
    void watchFailed(long watchNumber, long watchHandle, int error) {
        notifications.handOver(() -> watches.failed(watchNumber, Math.abs(error)));
    }
}
