package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Writes to a device, several calls at once, those that overlap one after the other. Used by one
 * thread, which waits when too much is under way.
 */
final class WriteBehind {

    /** Calls under way at once. */
    private static final int WIDTH = 32;

    /** Bytes zeroed in one call, so that a call of all of an image does not keep others waiting. */
    private static final long ZEROED_BYTES = 1L << 30;

    private record Call(Range range, CompletableFuture<Void> done) {}

    private final BlockDevice device;
    private final List<Call> running = new ArrayList<>();

    WriteBehind(BlockDevice device) {
        this.device = device;
    }

    /** Begins a write; the bytes stay as they are until what this answers has completed. */
    CompletableFuture<Void> write(long byteOffset, ByteBuffer bytes) {
        return start(
                new Range(byteOffset, bytes.remaining()),
                done -> device.write(byteOffset, List.of(bytes), Durability.CACHED, done));
    }

    void zero(long byteOffset, long byteCount) {
        long end = byteOffset + byteCount;
        for (long at = byteOffset; at < end; at += ZEROED_BYTES) {
            Range range = new Range(at, Math.min(ZEROED_BYTES, end - at));
            var _ =
                    start(
                            range,
                            done ->
                                    device.unmap(
                                            range.byteOffset(),
                                            range.byteCount(),
                                            Durability.CACHED,
                                            done));
        }
    }

    private CompletableFuture<Void> start(Range range, Consumer<Completion> call) {
        forgetDone();
        for (Call other : List.copyOf(running)) {
            if (other.range.overlaps(range)) {
                Waiting.join(other.done);
            }
        }
        while (running.size() >= WIDTH) {
            Waiting.join(running.getFirst().done);
            forgetDone();
        }
        CompletableFuture<Void> done = Waiting.call(call);
        running.add(new Call(range, done));
        return done;
    }

    /** Forgets what has ended; what has failed is the failure of the transfer. */
    private void forgetDone() {
        for (Call call : List.copyOf(running)) {
            if (call.done.isDone()) {
                Waiting.join(call.done);
                running.remove(call);
            }
        }
    }

    /** Waits for all that was begun, and makes it durable. */
    void finish() {
        while (!running.isEmpty()) {
            Waiting.join(running.getFirst().done);
            running.removeFirst();
        }
        Waiting.join(Waiting.call(device::flush));
    }

    /** Waits for all that was begun, whatever becomes of it. */
    void abandon() {
        running.forEach(call -> call.done.handle((_, _) -> null).join());
        running.clear();
    }
}
