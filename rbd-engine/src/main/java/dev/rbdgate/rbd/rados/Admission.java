package dev.rbdgate.rbd.rados;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls pass while operations and bytes in flight are below their limits, and queues the
 * others in order. librados has limits of its own, at which it blocks the submitting thread: these
 * here are lower, so that it never does.
 *
 * <p>Calls of one thread keep their order: while anything is queued or leaves the queue, nobody
 * passes by.
 */
final class Admission {

    /**
     * @param operations in flight at most
     * @param bytes of payload in flight at most; one call alone may be larger
     * @param queued calls that may wait
     */
    record Limits(int operations, long bytes, int queued) {}

    /** What becomes of a call. */
    enum Verdict {
        PASS,
        QUEUED,
        QUEUE_FULL
    }

    private final Limits limits;
    private final ArrayDeque<Request> queue = new ArrayDeque<>();
    private int operations;
    private long bytes;
    private boolean leaving;

    Admission(Limits limits) {
        this.limits = limits;
    }

    synchronized Verdict enter(Request request) {
        if (queue.isEmpty() && !leaving && fits(request)) {
            count(request);
            return Verdict.PASS;
        }
        if (queue.size() >= limits.queued()) {
            return Verdict.QUEUE_FULL;
        }
        queue.add(request);
        return Verdict.QUEUED;
    }

    /** Takes back what a finished call counted. */
    synchronized void leave(Request request) {
        operations--;
        bytes -= request.payloadBytes();
    }

    /**
     * Whether the caller is to send what is queued, with {@link #next} until that answers null.
     * Only one does at a time, and nobody passes by meanwhile.
     */
    synchronized boolean beginSending() {
        if (leaving || queue.isEmpty()) {
            return false;
        }
        leaving = true;
        return true;
    }

    /** The next queued call to send, already counted; null ends the sending. */
    synchronized @Nullable Request next() {
        Request first = queue.peek();
        if (first == null || !fits(first)) {
            leaving = false;
            return null;
        }
        count(first);
        return queue.poll();
    }

    /** The next queued call, not counted, when nothing is to be sent any more. */
    synchronized @Nullable Request abandon() {
        return queue.poll();
    }

    /** Calls that wait. */
    synchronized int waiting() {
        return queue.size();
    }

    private boolean fits(Request request) {
        return operations == 0
                || (operations < limits.operations()
                        && bytes + request.payloadBytes() <= limits.bytes());
    }

    private void count(Request request) {
        operations++;
        bytes += request.payloadBytes();
    }
}
