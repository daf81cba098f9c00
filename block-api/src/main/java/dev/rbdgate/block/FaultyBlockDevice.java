package dev.rbdgate.block;

import org.jspecify.annotations.Nullable;

/** Fails the calls that a plan picks, without passing them on. */
public final class FaultyBlockDevice extends InterceptingBlockDevice {

    /** Picks the calls that fail. Called on the caller's thread. */
    @FunctionalInterface
    public interface Plan {
        /** The error for this call, or null to let it through. */
        @Nullable BlockError failure(DeviceCall call, long byteOffset, long byteCount);
    }

    private final Plan plan;

    public FaultyBlockDevice(BlockDevice delegate, Plan plan) {
        super(delegate);
        this.plan = plan;
    }

    @Override
    void intercept(
            DeviceCall call,
            long byteOffset,
            long byteCount,
            Pending pending,
            Completion completion) {
        BlockError error = plan.failure(call, byteOffset, byteCount);
        if (error == null) {
            pending.start(completion);
        } else {
            completion.complete(Outcome.failed(error, "injected into " + call));
        }
    }
}
