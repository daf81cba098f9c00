package dev.rbdgate.block;

import java.nio.ByteBuffer;
import java.util.List;

/** Sends every data call through one place, where a decorator delays, fails or counts it. */
abstract class InterceptingBlockDevice extends ForwardingBlockDevice {

    InterceptingBlockDevice(BlockDevice delegate) {
        super(delegate);
    }

    /** A data call that waits to be passed on with the completion it shall tell. */
    @FunctionalInterface
    interface Pending {
        void start(Completion completion);
    }

    /** Whether calls are to be intercepted now; others pass straight through. */
    boolean intercepts() {
        return true;
    }

    /** Decides what becomes of a call: {@code completion} must run exactly once. */
    abstract void intercept(
            DeviceCall call,
            long byteOffset,
            long byteCount,
            Pending pending,
            Completion completion);

    @Override
    public final void read(long byteOffset, List<ByteBuffer> destination, Completion completion) {
        if (!intercepts()) {
            super.read(byteOffset, destination, completion);
            return;
        }
        intercept(
                DeviceCall.READ,
                byteOffset,
                bytes(destination),
                then -> super.read(byteOffset, destination, then),
                completion);
    }

    @Override
    public final void write(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        if (!intercepts()) {
            super.write(byteOffset, source, durability, completion);
            return;
        }
        intercept(
                DeviceCall.WRITE,
                byteOffset,
                bytes(source),
                then -> super.write(byteOffset, source, durability, then),
                completion);
    }

    @Override
    public final void flush(Completion completion) {
        if (intercepts()) {
            intercept(DeviceCall.FLUSH, 0, 0, super::flush, completion);
        } else {
            super.flush(completion);
        }
    }

    @Override
    public final void unmap(
            long byteOffset, long byteCount, Durability durability, Completion completion) {
        if (!intercepts()) {
            super.unmap(byteOffset, byteCount, durability, completion);
            return;
        }
        intercept(
                DeviceCall.UNMAP,
                byteOffset,
                byteCount,
                then -> super.unmap(byteOffset, byteCount, durability, then),
                completion);
    }

    @Override
    public final void writeSame(
            long byteOffset,
            long byteCount,
            ByteBuffer pattern,
            Durability durability,
            Completion completion) {
        if (!intercepts()) {
            super.writeSame(byteOffset, byteCount, pattern, durability, completion);
            return;
        }
        intercept(
                DeviceCall.WRITE_SAME,
                byteOffset,
                byteCount,
                then -> super.writeSame(byteOffset, byteCount, pattern, durability, then),
                completion);
    }

    @Override
    public final void compareAndWrite(
            long byteOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            Durability durability,
            Completion completion) {
        if (!intercepts()) {
            super.compareAndWrite(byteOffset, expected, replacement, durability, completion);
            return;
        }
        intercept(
                DeviceCall.COMPARE_AND_WRITE,
                byteOffset,
                bytes(expected),
                then -> super.compareAndWrite(byteOffset, expected, replacement, durability, then),
                completion);
    }

    @Override
    public final void orWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        if (!intercepts()) {
            super.orWrite(byteOffset, source, durability, completion);
            return;
        }
        intercept(
                DeviceCall.OR_WRITE,
                byteOffset,
                bytes(source),
                then -> super.orWrite(byteOffset, source, durability, then),
                completion);
    }

    @Override
    public final void atomicWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        if (!intercepts()) {
            super.atomicWrite(byteOffset, source, durability, completion);
            return;
        }
        intercept(
                DeviceCall.ATOMIC_WRITE,
                byteOffset,
                bytes(source),
                then -> super.atomicWrite(byteOffset, source, durability, then),
                completion);
    }

    private static long bytes(List<ByteBuffer> buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }
}
