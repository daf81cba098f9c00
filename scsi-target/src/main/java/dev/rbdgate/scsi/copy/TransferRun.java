package dev.rbdgate.scsi.copy;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one transfer in chunks, several at once with a buffer each. What the source has not
 * allocated becomes unallocated at the destination, without being read.
 *
 * <pre>
 * window: allocation status ──> chunks ──> read ──> write ──> done
 *                                    └──> zero ───────────────┘
 * </pre>
 *
 * <p>Overlapping ranges are copied one chunk after the other, from the end that is overwritten
 * last, as if everything had been read before.
 */
final class TransferRun {

    /**
     * @param offset from the start of the transfer
     */
    private record Chunk(long offset, long bytes, boolean zero) {}

    private final Transfer transfer;
    private final CopyJob job;
    private final ByteBufAllocator allocator;
    private final ChunkEnd end;
    private final int width;
    private final boolean backwards;

    /** Runs pump turns one after the other, on whichever thread comes first. */
    private final AtomicInteger due = new AtomicInteger();

    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private long asked;
    private boolean asking;
    private int running;
    private boolean ended;
    private @Nullable Refusal failure;

    TransferRun(Transfer transfer, CopyJob job, ByteBufAllocator allocator, ChunkEnd end) {
        this.transfer = transfer;
        this.job = job;
        this.allocator = allocator;
        this.end = end;
        this.width = transfer.overlaps() ? 1 : CopyLimits.CHUNKS_IN_FLIGHT;
        this.backwards = transfer.backwards();
    }

    void start() {
        pump();
    }

    private void pump() {
        if (due.getAndIncrement() > 0) {
            return;
        }
        do {
            for (Runnable next = next(); next != null; next = next()) {
                next.run();
            }
        } while (due.decrementAndGet() > 0);
    }

    /** What to do now, or null to wait for a chunk or a window to end. */
    private synchronized @Nullable Runnable next() {
        if (failure != null || job.isAborted()) {
            chunks.clear();
            asked = transfer.byteCount();
        }
        if (!chunks.isEmpty()) {
            return running < width ? copy(chunks.removeFirst()) : null;
        }
        if (asking) {
            return null;
        }
        if (asked < transfer.byteCount()) {
            return nextWindow();
        }
        if (running > 0 || ended) {
            return null;
        }
        ended = true;
        Refusal told = failure;
        return () -> end.ended(told);
    }

    private Runnable copy(Chunk chunk) {
        running++;
        return () -> startChunk(chunk);
    }

    private Runnable nextWindow() {
        long bytes = Math.min(CopyLimits.WINDOW_BYTES, transfer.byteCount() - asked);
        long start = backwards ? transfer.byteCount() - asked - bytes : asked;
        asked += bytes;
        CopyUnit source = transfer.source();
        if (source == null) {
            chunks.add(new Chunk(start, bytes, true));
            return () -> {};
        }
        asking = true;
        return () -> askStatus(source, start, start + bytes);
    }

    private void askStatus(CopyUnit source, long from, long to) {
        var _ =
                source.allocationStatus(transfer.sourceOffset() + from, to - from)
                        .whenComplete((extents, problem) -> {
                            long covered = to;
                            if (problem == null) {
                                covered = add(extents, to);
                            } else {
                                fail(refusal(problem));
                            }
                            if (covered < to && !job.isAborted()) {
                                askStatus(source, covered, to);
                                return;
                            }
                            synchronized (this) {
                                asking = false;
                            }
                            pump();
                        });
    }

    /** Cuts extents into chunks; returns where the answer ends. */
    private synchronized long add(List<AllocationExtent> extents, long to) {
        long at = to;
        for (AllocationExtent extent : extents) {
            at = extent.byteOffset() - transfer.sourceOffset();
            long extentEnd = Math.min(to, at + extent.byteCount());
            while (at < extentEnd) {
                long bytes =
                        extent.allocated()
                                ? Math.min(CopyLimits.CHUNK_BYTES, extentEnd - at)
                                : extentEnd - at;
                Chunk chunk = new Chunk(at, bytes, !extent.allocated());
                if (backwards) {
                    chunks.addFirst(chunk);
                } else {
                    chunks.addLast(chunk);
                }
                at += bytes;
            }
        }
        return at;
    }

    private void startChunk(Chunk chunk) {
        if (chunk.zero()) {
            Refusal stale = changed();
            if (stale != null) {
                chunkEnded(chunk, stale);
                return;
            }
            transfer.destination()
                    .zero(
                            job,
                            transfer.destinationOffset() + chunk.offset(),
                            chunk.bytes(),
                            problem -> chunkEnded(chunk, problem));
            return;
        }
        ByteBuf buffer;
        try {
            buffer = allocator.directBuffer((int) chunk.bytes(), (int) chunk.bytes());
        } catch (OutOfMemoryError full) {
            chunkEnded(chunk, Refusal.of(ScsiStatus.BUSY, "no memory for a chunk of a copy"));
            return;
        }
        readChunk(chunk, buffer);
    }

    private void readChunk(Chunk chunk, ByteBuf buffer) {
        CopyUnit source = transfer.source();
        if (source == null) {
            throw new AssertionError("data of nothing");
        }
        int bytes = (int) chunk.bytes();
        List<ByteBuffer> memory = List.of(buffer.nioBuffers(0, bytes));
        source.read(
                job,
                transfer.sourceOffset() + chunk.offset(),
                memory,
                bytes,
                problem -> {
                    Refusal stale = problem == null ? changed() : problem;
                    if (stale != null) {
                        buffer.release();
                        chunkEnded(chunk, stale);
                        return;
                    }
                    transfer.destination()
                            .write(
                                    job,
                                    transfer.destinationOffset() + chunk.offset(),
                                    memory,
                                    bytes,
                                    writeProblem -> {
                                        buffer.release();
                                        chunkEnded(chunk, writeProblem);
                                    });
                });
    }

    /**
     * A change revokes a token before it reaches the device: what was read, or found unallocated,
     * and then found to have a valid token, is what the token stands for.
     */
    private @Nullable Refusal changed() {
        RodToken token = transfer.token();
        return token == null ? null : token.problem();
    }

    private void chunkEnded(Chunk chunk, @Nullable Refusal problem) {
        if (problem == null) {
            job.progressed(chunk.bytes(), chunk.zero());
        } else {
            fail(problem);
        }
        synchronized (this) {
            running--;
        }
        pump();
    }

    private synchronized void fail(Refusal problem) {
        if (failure == null) {
            failure = problem;
        }
    }

    private static Refusal refusal(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null
                        ? problem.getCause()
                        : problem;
        return cause instanceof Refusal refusal
                ? refusal
                : Refusal.internal("allocation status: " + cause);
    }
}
