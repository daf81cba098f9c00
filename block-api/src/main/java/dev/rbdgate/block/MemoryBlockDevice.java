package dev.rbdgate.block;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The in-memory twin of a stored image: sparse, with a write cache that power loss empties. Every
 * call completes on the caller's thread; {@link DelayedBlockDevice} gives it latency.
 *
 * <p>All state is guarded by the monitor of this object; completions run outside it.
 */
public final class MemoryBlockDevice implements BlockDevice {

    private static final int PAGE_BYTES = 4096;

    /** No compare and write, and no atomic write, leaves an aligned unit of this size. */
    private static final int UNIT_BYTES = 1 << 20;

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long sizeBytes;
    private boolean closed;

    /** What a read sees, by page number; a missing page reads as zero. */
    private final NavigableMap<Long, byte[]> pages = new TreeMap<>();

    /** What power loss would leave. Pages are shared with {@link #pages} until written again. */
    private NavigableMap<Long, byte[]> durablePages = new TreeMap<>();

    public MemoryBlockDevice(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    @Override
    public synchronized long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public DeviceTraits traits() {
        return new DeviceTraits(false, true, true, 1 << 20, PAGE_BYTES, UNIT_BYTES, UNIT_BYTES);
    }

    /** Changes the capacity, durably; data beyond a smaller one is gone. */
    public void resize(long newSizeBytes) {
        synchronized (this) {
            if (newSizeBytes < sizeBytes) {
                zero(newSizeBytes, sizeBytes - newSizeBytes);
                persist(newSizeBytes, sizeBytes - newSizeBytes);
            }
            sizeBytes = newSizeBytes;
        }
        listeners.forEach(Runnable::run);
    }

    /** Loses everything that was written and not flushed. */
    public synchronized void losePower() {
        pages.clear();
        pages.putAll(durablePages);
    }

    /** Bytes of storage in use, in whole pages. */
    public synchronized long usedBytes() {
        return (long) pages.size() * PAGE_BYTES;
    }

    @Override
    public void read(long byteOffset, List<ByteBuffer> destination, Completion completion) {
        completion.complete(
                guarded(
                        byteOffset,
                        remaining(destination),
                        () -> {
                            long position = byteOffset;
                            for (ByteBuffer buffer : destination) {
                                copyOut(position, buffer.duplicate());
                                position += buffer.remaining();
                            }
                            return Outcome.DONE;
                        }));
    }

    @Override
    public void write(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        completion.complete(
                guarded(
                        byteOffset,
                        remaining(source),
                        () -> {
                            copyIn(byteOffset, source);
                            return persisted(durability, byteOffset, remaining(source));
                        }));
    }

    @Override
    public void flush(Completion completion) {
        completion.complete(
                guarded(
                        0,
                        0,
                        () -> {
                            durablePages = new TreeMap<>(pages);
                            return Outcome.DONE;
                        }));
    }

    @Override
    public void unmap(
            long byteOffset, long byteCount, Durability durability, Completion completion) {
        completion.complete(
                guarded(
                        byteOffset,
                        byteCount,
                        () -> {
                            zero(byteOffset, byteCount);
                            return persisted(durability, byteOffset, byteCount);
                        }));
    }

    @Override
    public void writeSame(
            long byteOffset,
            long byteCount,
            ByteBuffer pattern,
            Durability durability,
            Completion completion) {
        completion.complete(
                guarded(
                        byteOffset,
                        byteCount,
                        () -> {
                            if (!pattern.hasRemaining() || byteCount % pattern.remaining() != 0) {
                                return Outcome.failed(
                                        BlockError.UNSUPPORTED, "not a multiple of the pattern");
                            }
                            for (long done = 0; done < byteCount; done += pattern.remaining()) {
                                copyIn(byteOffset + done, List.of(pattern));
                            }
                            return persisted(durability, byteOffset, byteCount);
                        }));
    }

    @Override
    public void compareAndWrite(
            long byteOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            Durability durability,
            Completion completion) {
        long length = remaining(expected);
        completion.complete(
                guarded(
                        byteOffset,
                        length,
                        () -> {
                            if (length != remaining(replacement)
                                    || crossesUnit(byteOffset, length)) {
                                return Outcome.failed(
                                        BlockError.UNSUPPORTED,
                                        "compare and write of two lengths, or across a unit");
                            }
                            int compared = 0;
                            for (ByteBuffer buffer : expected) {
                                ByteBuffer stored = ByteBuffer.allocate(buffer.remaining());
                                copyOut(byteOffset + compared, stored);
                                int mismatch = stored.flip().mismatch(buffer);
                                if (mismatch >= 0) {
                                    return new Outcome.Miscompare(compared + mismatch);
                                }
                                compared += buffer.remaining();
                            }
                            copyIn(byteOffset, replacement);
                            return persisted(durability, byteOffset, length);
                        }));
    }

    @Override
    public void orWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        completion.complete(
                guarded(
                        byteOffset,
                        remaining(source),
                        () -> {
                            long position = byteOffset;
                            for (ByteBuffer buffer : source) {
                                ByteBuffer united = ByteBuffer.allocate(buffer.remaining());
                                copyOut(position, united);
                                for (int i = 0; i < united.capacity(); i++) {
                                    int added = buffer.get(buffer.position() + i);
                                    united.put(i, (byte) (united.get(i) | added));
                                }
                                copyIn(position, List.of(united.flip()));
                                position += buffer.remaining();
                            }
                            return persisted(durability, byteOffset, remaining(source));
                        }));
    }

    @Override
    public void atomicWrite(
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        completion.complete(
                guarded(
                        byteOffset,
                        remaining(source),
                        () -> {
                            if (crossesUnit(byteOffset, remaining(source))) {
                                return Outcome.failed(
                                        BlockError.UNSUPPORTED, "atomic write across a unit");
                            }
                            copyIn(byteOffset, source);
                            return persisted(durability, byteOffset, remaining(source));
                        }));
    }

    private static boolean crossesUnit(long byteOffset, long length) {
        return length > UNIT_BYTES || byteOffset % UNIT_BYTES + length > UNIT_BYTES;
    }

    @Override
    public synchronized CompletableFuture<List<AllocationExtent>> allocationStatus(
            long byteOffset, long byteCount) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
        if (byteCount < 1 || !inside(byteOffset, byteCount)) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("range " + byteOffset + "+" + byteCount));
        }
        List<AllocationExtent> extents = new ArrayList<>();
        long end = byteOffset + byteCount;
        long start = byteOffset;
        while (start < end) {
            boolean allocated = pages.containsKey(start / PAGE_BYTES);
            long next = allocated ? endOfAllocation(start, end) : startOfAllocation(start, end);
            extents.add(new AllocationExtent(start, next - start, allocated));
            start = next;
        }
        return CompletableFuture.completedFuture(extents);
    }

    private long endOfAllocation(long byteOffset, long end) {
        long number = byteOffset / PAGE_BYTES;
        long last = (end - 1) / PAGE_BYTES;
        while (number <= last && pages.containsKey(number)) {
            number++;
        }
        return number > last ? end : number * PAGE_BYTES;
    }

    private long startOfAllocation(long byteOffset, long end) {
        Long number = pages.ceilingKey(byteOffset / PAGE_BYTES);
        return number == null ? end : Math.min(end, number * PAGE_BYTES);
    }

    @Override
    public Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized CompletableFuture<Void> close() {
        durablePages = new TreeMap<>(pages);
        closed = true;
        return CompletableFuture.completedFuture(null);
    }

    @FunctionalInterface
    private interface Effect {
        Outcome apply();
    }

    private synchronized Outcome guarded(long byteOffset, long byteCount, Effect effect) {
        if (closed) {
            return Outcome.failed(BlockError.NOT_READY, "closed");
        }
        if (!inside(byteOffset, byteCount)) {
            return Outcome.failed(
                    BlockError.OUT_OF_RANGE, byteOffset + "+" + byteCount + " of " + sizeBytes);
        }
        return effect.apply();
    }

    private synchronized boolean inside(long byteOffset, long byteCount) {
        return byteOffset >= 0 && byteCount >= 0 && byteCount <= sizeBytes - byteOffset;
    }

    private void copyOut(long byteOffset, ByteBuffer destination) {
        long position = byteOffset;
        while (destination.hasRemaining()) {
            int inPage = (int) (position % PAGE_BYTES);
            int length = Math.min(destination.remaining(), PAGE_BYTES - inPage);
            byte[] page = pages.get(position / PAGE_BYTES);
            destination.put(page == null ? new byte[PAGE_BYTES] : page, inPage, length);
            position += length;
        }
    }

    private void copyIn(long byteOffset, List<ByteBuffer> source) {
        long position = byteOffset;
        for (ByteBuffer buffer : source) {
            ByteBuffer bytes = buffer.duplicate();
            while (bytes.hasRemaining()) {
                int inPage = (int) (position % PAGE_BYTES);
                int length = Math.min(bytes.remaining(), PAGE_BYTES - inPage);
                bytes.get(ownPage(position / PAGE_BYTES), inPage, length);
                position += length;
            }
        }
    }

    /** Takes time by what is allocated, not by the length: a device may be as large as 2^63 - 1. */
    private void zero(long byteOffset, long byteCount) {
        long end = byteOffset + byteCount;
        long firstWhole = Math.ceilDiv(byteOffset, PAGE_BYTES);
        long endWhole = end / PAGE_BYTES;
        if (firstWhole > endWhole) { // inside one page
            zeroWithinPage(byteOffset, end);
            return;
        }
        zeroWithinPage(byteOffset, firstWhole * PAGE_BYTES);
        pages.subMap(firstWhole, endWhole).clear();
        zeroWithinPage(endWhole * PAGE_BYTES, end);
    }

    private void zeroWithinPage(long byteOffset, long end) {
        long number = byteOffset / PAGE_BYTES;
        if (byteOffset < end && pages.containsKey(number)) {
            int from = (int) (byteOffset % PAGE_BYTES);
            Arrays.fill(ownPage(number), from, from + (int) (end - byteOffset), (byte) 0);
        }
    }

    /** The page for writing, copied first so that the durable one stays what it was. */
    private byte[] ownPage(long number) {
        byte[] page = pages.get(number);
        byte[] own = page == null ? new byte[PAGE_BYTES] : page.clone();
        pages.put(number, own);
        return own;
    }

    private Outcome persisted(Durability durability, long byteOffset, long byteCount) {
        if (durability == Durability.DURABLE && byteCount > 0) {
            persist(byteOffset, byteCount);
        }
        return Outcome.DONE;
    }

    private void persist(long byteOffset, long byteCount) {
        long first = byteOffset / PAGE_BYTES;
        long last = (byteOffset + byteCount - 1) / PAGE_BYTES;
        durablePages.subMap(first, true, last, true).clear();
        durablePages.putAll(pages.subMap(first, true, last, true));
    }

    private static long remaining(List<ByteBuffer> buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }
}
