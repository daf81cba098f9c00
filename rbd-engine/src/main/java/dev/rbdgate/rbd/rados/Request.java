package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;

/**
 * One asynchronous call: queued, sent to librados, collected, completed. {@link #send} runs on the
 * submitting thread or, after queueing, on librados' callback thread; the others on the callback
 * thread. Whatever happens, {@link #complete} runs exactly once.
 */
abstract class Request {

    private final IoContext io;

    /** Takes over the caller's hold on the I/O context, which the handle lets go at the end. */
    Request(IoContext io) {
        this.io = io;
    }

    final IoContext io() {
        return io;
    }

    /** Whether the call passes data that waits. */
    boolean isControl() {
        return false;
    }

    /** What it counts as. */
    abstract CallKind kind();

    /** Payload bytes that count against the limit on bytes in flight. */
    abstract long payloadBytes();

    /**
     * Submits the call with the slot's completion; its memory lives until the call is collected.
     *
     * @return 0 when submitted, or a negated error number
     */
    abstract int send(Slot slot);

    /**
     * Reads what librados left in the slot's memory and frees what it allocated. Also called when
     * {@link #send} failed.
     *
     * @return the result for {@link #complete}
     */
    abstract int collect(Slot slot, int result);

    /** Tells the caller. */
    abstract void complete(int result);
}
