package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges of a device, and of what it was before, several at once, and visits them in order.
 */
final class ReadAhead {

    /** Bytes read in one call. */
    static final int CHUNK_BYTES = 1 << 20;

    /** Chunks that are read at once, which bounds the memory of a transfer. */
    static final int WIDTH = 8;

    /** Told of what was read, in order. The buffers are used again afterwards. */
    interface Visitor {
        /**
         * @param before as long as {@code now}; null if nothing is compared
         */
        void visit(long byteOffset, ByteBuffer now, @Nullable ByteBuffer before);
    }

    private final BlockDevice now;
    private final @Nullable BlockDevice before;
    private final Deque<Chunk> free = new ArrayDeque<>();
    private final Deque<Chunk> running = new ArrayDeque<>();

    private static final class Chunk {
        final ByteBuffer now = ByteBuffer.allocateDirect(CHUNK_BYTES);
        final ByteBuffer before;
        long byteOffset;
        CompletableFuture<Void> read = CompletableFuture.completedFuture(null);

        Chunk(boolean compared) {
            before = ByteBuffer.allocateDirect(compared ? CHUNK_BYTES : 0);
        }
    }

    /**
     * @param before what is read beside it; null: nothing. Reads as zero behind its end
     */
    ReadAhead(BlockDevice now, @Nullable BlockDevice before) {
        this.now = now;
        this.before = before;
    }

    /**
     * @param ranges ascending, of the device
     */
    void run(Iterator<Range> ranges, Visitor visitor) {
        Iterator<Range> chunks = new Chunks(ranges);
        try {
            while (true) {
                while (running.size() < WIDTH && chunks.hasNext()) {
                    start(chunks.next());
                }
                Chunk next = running.poll();
                if (next == null) {
                    return;
                }
                Waiting.join(next.read);
                visitor.visit(next.byteOffset, next.now, before == null ? null : next.before);
                free.push(next);
            }
        } finally {
            // Nobody may close the devices under a call.
            running.forEach(chunk -> chunk.read.handle((_, _) -> null).join());
        }
    }

    private void start(Range range) {
        Chunk chunk = free.isEmpty() ? new Chunk(before != null) : free.pop();
        int length = (int) range.byteCount();
        chunk.byteOffset = range.byteOffset();
        chunk.now.clear().limit(length);
        chunk.read = Waiting.call(done -> now.read(range.byteOffset(), List.of(chunk.now), done));
        running.add(chunk);
        if (before != null) {
            chunk.before.clear().limit(length);
            readBefore(before, chunk, range);
        }
    }

    private static void readBefore(BlockDevice device, Chunk chunk, Range range) {
        long there = Math.clamp(device.sizeBytes() - range.byteOffset(), 0, range.byteCount());
        for (int at = (int) there; at < range.byteCount(); at++) {
            chunk.before.put(at, (byte) 0);
        }
        if (there > 0) {
            List<ByteBuffer> destination = List.of(chunk.before.slice(0, (int) there));
            CompletableFuture<Void> read =
                    Waiting.call(done -> device.read(range.byteOffset(), destination, done));
            chunk.read = CompletableFuture.allOf(chunk.read, read);
        }
    }

    /** Ranges cut at the multiples of the chunk size. */
    private static final class Chunks implements Iterator<Range> {
        private final Iterator<Range> ranges;
        private Range rest = new Range(0, 0);

        Chunks(Iterator<Range> ranges) {
            this.ranges = ranges;
        }

        @Override
        public boolean hasNext() {
            return rest.byteCount() > 0 || ranges.hasNext();
        }

        @Override
        public Range next() {
            Range range = rest.byteCount() > 0 ? rest : ranges.next();
            long toBoundary = CHUNK_BYTES - range.byteOffset() % CHUNK_BYTES;
            long count = Math.min(range.byteCount(), toBoundary);
            rest = new Range(range.byteOffset() + count, range.byteCount() - count);
            return new Range(range.byteOffset(), count);
        }
    }
}
