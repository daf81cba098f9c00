package dev.rbdgate.block;

import dev.rbdgate.block.Throttle.Direction;
import dev.rbdgate.block.Throttle.Ticket;
import java.util.concurrent.CompletableFuture;

/**
 * Holds calls back by a throttle. Unmap and write same count as write operations without bytes:
 * they move none. A flush never waits, since it concerns only what has completed. While the
 * throttle is open, calls pass straight through.
 */
public final class LimitedBlockDevice extends InterceptingBlockDevice {

    private final Throttle throttle;

    public LimitedBlockDevice(BlockDevice delegate, Throttle throttle) {
        super(delegate);
        this.throttle = throttle;
    }

    @Override
    boolean intercepts() {
        return !throttle.isOpen();
    }

    @Override
    void intercept(
            DeviceCall call,
            long byteOffset,
            long byteCount,
            Pending pending,
            Completion completion) {
        switch (call) {
            case FLUSH -> pending.start(completion);
            case READ -> limit(Direction.READ, byteCount, pending, completion);
            case WRITE, COMPARE_AND_WRITE, OR_WRITE, ATOMIC_WRITE ->
                    limit(Direction.WRITE, byteCount, pending, completion);
            case UNMAP, WRITE_SAME -> limit(Direction.WRITE, 0, pending, completion);
        }
    }

    private void limit(Direction direction, long bytes, Pending pending, Completion completion) {
        Object origin = completion instanceof DeferrableCompletion it ? it.origin() : this;
        Ticket ticket = new Ticket(direction, bytes, origin, () -> resume(pending, completion));
        switch (throttle.enter(ticket)) {
            case PASS -> pending.start(completion);
            case FULL ->
                    completion.complete(
                            Outcome.failed(BlockError.BUSY, "too much waits for the limits"));
            case WAITS -> {
                if (completion instanceof DeferrableCompletion deferrable) {
                    deferrable.deferred(() -> {
                        if (throttle.withdraw(ticket)) {
                            withdrawn(completion);
                        }
                    });
                }
            }
        }
    }

    private static void resume(Pending pending, Completion completion) {
        if (!(completion instanceof DeferrableCompletion deferrable)) {
            pending.start(completion);
            return;
        }
        deferrable.resumed();
        if (deferrable.isWanted()) {
            pending.start(completion);
        } else {
            withdrawn(completion);
        }
    }

    private static void withdrawn(Completion completion) {
        completion.complete(Outcome.failed(BlockError.BUSY, "withdrawn while it waited"));
    }

    /** What waits goes on first. */
    @Override
    public CompletableFuture<Void> close() {
        throttle.releaseAll();
        return super.close();
    }
}
