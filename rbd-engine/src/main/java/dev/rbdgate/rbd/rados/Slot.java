package dev.rbdgate.rbd.rados;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The native side of one call in flight: its completion and its memory. Kept and used again. */
final class Slot {

    private final int number;
    private final ClusterHandle handle;
    private final Scratch scratch = new Scratch();
    private @Nullable Request request;
    private long completion;
    private long begunNanos;

    Slot(int number, ClusterHandle handle) {
        this.number = number;
        this.handle = handle;
    }

    int number() {
        return number;
    }

    Scratch scratch() {
        return scratch;
    }

    /** The call's {@code rados_completion_t}. */
    long completion() {
        return completion;
    }

    Request request() {
        return Objects.requireNonNull(request);
    }

    void begin(Request newRequest) {
        request = newRequest;
        begunNanos = System.nanoTime();
    }

    /** How long the call has taken until now. */
    long nanos() {
        return System.nanoTime() - begunNanos;
    }

    void completion(long newCompletion) {
        completion = newCompletion;
    }

    /** Gives back the call's memory. */
    void end() {
        request = null;
        completion = Librados.NULL;
        scratch.reset();
    }

    boolean isBusy() {
        return request != null;
    }

    /** Ends the call; on librados' callback thread. */
    void finish() {
        handle.finish(this, AioCalls.returnValue(completion));
    }

    void close() {
        scratch.close();
    }
}
