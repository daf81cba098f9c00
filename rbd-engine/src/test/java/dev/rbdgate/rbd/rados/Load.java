package dev.rbdgate.rbd.rados;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes random blocks of a part of a device over and over, a few at once, and knows what each
 * block must hold: the number of its last write.
 */
final class Load {

    static final int BLOCK_BYTES = 4096;

    private static final int DEPTH = 8;
    private static final Duration END_LIMIT = Duration.ofMinutes(2);

    private final BlockDevice device;
    private final long from;
    private final long[] last;
    private final Random random;
    private final List<Outcome> failures = new ArrayList<>();
    private final AtomicLong completed = new AtomicLong();
    private final List<CompletableFuture<Void>> writers = new ArrayList<>();
    private volatile long longestNanos;
    private volatile boolean stopping;

    /**
     * @param from first byte of the part
     * @param blocks of the part, of {@link #BLOCK_BYTES}; each writer has its own
     */
    Load(BlockDevice device, long from, int blocks, long seed) {
        this.device = device;
        this.from = from;
        this.last = new long[blocks];
        this.random = new Random(seed);
        for (int writer = 0; writer < DEPTH; writer++) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            writers.add(ended);
            writeNext(writer, 1, ended);
        }
    }

    private void writeNext(int writer, long number, CompletableFuture<Void> ended) {
        if (stopping) {
            ended.complete(null);
            return;
        }
        int block;
        synchronized (random) {
            block = random.nextInt(last.length / DEPTH) * DEPTH + writer;
        }
        long start = System.nanoTime();
        device.write(
                from + (long) block * BLOCK_BYTES,
                List.of(content(number)),
                Durability.CACHED,
                outcome -> {
                    completed.incrementAndGet();
                    longestNanos = Math.max(longestNanos, System.nanoTime() - start);
                    if (outcome.equals(Outcome.DONE)) {
                        last[block] = number;
                    } else {
                        synchronized (failures) {
                            failures.add(outcome);
                        }
                        stopping = true;
                    }
                    // Another thread: a write that completes at once must not deepen the stack.
                    Thread.startVirtualThread(() -> writeNext(writer, number + 1, ended));
                });
    }

    private static ByteBuffer content(long number) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK_BYTES);
        while (buffer.hasRemaining()) {
            buffer.putLong(number);
        }
        return buffer.flip();
    }

    long completed() {
        return completed.get();
    }

    Duration longest() {
        return Duration.ofNanos(longestNanos);
    }

    /** Stops, and answers what failed. */
    List<Outcome> stop() {
        stopping = true;
        CompletableFuture.allOf(writers.toArray(CompletableFuture<?>[]::new))
                .orTimeout(END_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    /** Blocks that do not hold their last write, as the device reads them. */
    List<String> wrongBlocks(BlockDevice reader) {
        List<String> wrong = new ArrayList<>();
        for (int block = 0; block < last.length; block++) {
            ByteBuffer read = ByteBuffer.allocateDirect(BLOCK_BYTES);
            CompletableFuture<Outcome> done = new CompletableFuture<>();
            reader.read(from + (long) block * BLOCK_BYTES, List.of(read), done::complete);
            Outcome outcome = done.orTimeout(END_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
            if (!outcome.equals(Outcome.DONE)
                    || read.getLong(0) != last[block]
                    || read.getLong(BLOCK_BYTES - Long.BYTES) != last[block]) {
                wrong.add(
                        "block %d: %s, holds %d, last written %d"
                                .formatted(block, outcome, read.getLong(0), last[block]));
            }
        }
        return wrong;
    }
}
