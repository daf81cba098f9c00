package dev.rbdgate.block;

import java.util.concurrent.Executor;

/**
 * Passes every data call on later, on the executor's thread: a scheduler gives latency, a queue
 * that a test drains gives storage that hangs.
 */
public final class DelayedBlockDevice extends InterceptingBlockDevice {

    private final Executor executor;

    public DelayedBlockDevice(BlockDevice delegate, Executor executor) {
        super(delegate);
        this.executor = executor;
    }

    @Override
    void intercept(
            DeviceCall call,
            long byteOffset,
            long byteCount,
            Pending pending,
            Completion completion) {
        executor.execute(() -> pending.start(completion));
    }
}
