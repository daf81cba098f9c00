package dev.rbdgate.block;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Passes every call on; a decorator overrides what it changes. */
public abstract class ForwardingBlockDevice implements BlockDevice {

    private final BlockDevice delegate;

    protected ForwardingBlockDevice(BlockDevice delegate) {
        this.delegate = delegate;
    }

    @Override
    public long sizeBytes() {
        return delegate.sizeBytes();
    }

    @Override
    public DeviceTraits traits() {
        return delegate.traits();
    }

    @Override
    public void read(long byteOffset, List<ByteBuffer> destination, Completion completion) {
        delegate.read(byteOffset, destination, completion);
    }

    @Override
    public void write(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        delegate.write(byteOffset, source, durability, completion);
    }

    @Override
    public void flush(Completion completion) {
        delegate.flush(completion);
    }

    @Override
    public void unmap(
            long byteOffset, long byteCount, Durability durability, Completion completion) {
        delegate.unmap(byteOffset, byteCount, durability, completion);
    }

    @Override
    public void writeSame(
            long byteOffset,
            long byteCount,
            ByteBuffer pattern,
            Durability durability,
            Completion completion) {
        delegate.writeSame(byteOffset, byteCount, pattern, durability, completion);
    }

    @Override
    public void compareAndWrite(
            long byteOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            Durability durability,
            Completion completion) {
        delegate.compareAndWrite(byteOffset, expected, replacement, durability, completion);
    }

    @Override
    public void orWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        delegate.orWrite(byteOffset, source, durability, completion);
    }

    @Override
    public void atomicWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        delegate.atomicWrite(byteOffset, source, durability, completion);
    }

    @Override
    public CompletableFuture<List<AllocationExtent>> allocationStatus(
            long byteOffset, long byteCount) {
        return delegate.allocationStatus(byteOffset, byteCount);
    }

    @Override
    public boolean mayHaveLostWrites() {
        return delegate.mayHaveLostWrites();
    }

    @Override
    public boolean sharesData() {
        return delegate.sharesData();
    }

    @Override
    public Runnable onChange(Runnable listener) {
        return delegate.onChange(listener);
    }

    @Override
    public CompletableFuture<Void> close() {
        return delegate.close();
    }
}
