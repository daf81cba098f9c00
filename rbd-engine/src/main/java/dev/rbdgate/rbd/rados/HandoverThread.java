package dev.rbdgate.rbd.rados;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs what librados' callbacks hand over. Handing over costs one queue node, and a
 * wake-up only when the thread sleeps. Its queue is as long as the watches allow.
 */
final class HandoverThread {

    private static final Logger LOG = LoggerFactory.getLogger(HandoverThread.class);

    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean stopping;

    HandoverThread(String name) {
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Never blocks, never throws. */
    void handOver(Runnable task) {
        queue.add(task);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends the thread after what was handed over before. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (true) {
            Runnable task = queue.poll();
            if (task != null) {
                runSafely(task);
            } else if (stopping) {
                return;
            } else {
                asleep = true;
                // Asleep is visible before the queue is looked at again: no wake-up is missed.
                if (queue.isEmpty() && !stopping) {
                    LockSupport.park(this);
                }
                asleep = false;
            }
        }
    }

    @SuppressWarnings(
            "CatchingUnchecked") // a caller's defect must not stop everybody's notifications
    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (Exception | AssertionError e) {
            LOG.error("a notification threw, which it must not", e);
        }
    }
}
