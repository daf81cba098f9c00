package dev.rbdgate.scsi.command;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.DeferrableCompletion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.copy.CopyDomain;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One command while it runs: its way to data-out and to the device.
 *
 * <p>One thread at a time works on it: first the one that received the command, then the one that
 * brings data-out or a device's completion.
 */
public abstract class Execution extends Answering {

    /** What a call of an aborted command ends with instead of starting; nobody is told. */
    private static final Outcome ABORTED = Outcome.failed(BlockError.INTERNAL, "aborted");

    private @Nullable BlockDevice device;

    /** Takes back a call that limits hold back; by the thread that runs the command. */
    private volatile @Nullable Runnable withdraw;

    protected Execution(ScsiTask task) {
        super(task);
    }

    /** Whether this is the REPORT LUNS well known logical unit, which is no unit of ours. */
    protected abstract boolean isWellKnown();

    /** The LUNs that this nexus reaches, ascending; the inventory's change is then known to it. */
    protected abstract List<Integer> reportLuns();

    /** What a copy can reach for this nexus, from the unit that received the command. */
    protected abstract CopyDomain copyDomain();

    /**
     * Whether a call of the device may start now: no aborted command still changes these bytes.
     *
     * @param changes whether the call changes them, and so may itself have to be waited for
     */
    protected abstract boolean mayStart(boolean changes, long byteOffset, long byteCount);

    /** Starts a call as soon as no aborted command changes its bytes, or this one is aborted. */
    protected abstract void startLater(long byteOffset, long byteCount, Runnable call);

    /** The device, the same one throughout the command; a unit that is not ready refuses it. */
    BlockDevice device() {
        BlockDevice known = device;
        if (known == null) {
            known = unit().device();
            if (known == null) {
                throw Refusal.notReady();
            }
            device = known;
        }
        return known;
    }

    /** What a write needs: FUA, or a unit without a write cache, makes it durable. */
    public Durability durability(boolean forceUnitAccess) {
        return forceUnitAccess || !unit().writeCacheEnabled()
                ? Durability.DURABLE
                : Durability.CACHED;
    }

    /** Gathers data-out, at most what the initiator sends, then runs the next step. */
    void receive(int bytes, Consumer<ByteBuf> next) {
        task().onAbort(this::abandon);
        task().receiveDataOut(bytes, dataOut -> step(() -> next.accept(dataOut)));
    }

    /**
     * Gathers data-out that is of no use unless it has exactly this length.
     *
     * @param lengthByte the CDB's length field, for the field pointer
     */
    void receiveExactly(int bytes, int lengthByte, Consumer<ByteBuf> next) {
        checkDataOut(bytes, lengthByte);
        receive(bytes, next);
    }

    void checkDataOut(int bytes, int lengthByte) {
        if (task().expectedDataOutBytes() != bytes) {
            throw Refusal.invalidFieldInCdb(
                    lengthByte,
                    -1,
                    "%d bytes of data-out instead of %d"
                            .formatted(task().expectedDataOutBytes(), bytes));
        }
    }

    /** How many of the bytes that the CDB asks for the initiator will send. */
    int receivable(long bytes) {
        return (int) Math.min(bytes, task().expectedDataOutBytes());
    }

    public void read(
            long byteOffset, List<ByteBuffer> destination, int bytes, Completion completion) {
        BlockDevice target = device();
        start(
                false,
                byteOffset,
                bytes,
                completion,
                then -> target.read(byteOffset, destination, then));
    }

    public void write(
            long byteOffset,
            List<ByteBuffer> source,
            int bytes,
            Durability durability,
            Completion completion) {
        BlockDevice target = device();
        start(
                true,
                byteOffset,
                bytes,
                completion,
                then -> target.write(byteOffset, source, durability, then));
    }

    public void unmap(long byteOffset, long byteCount, Completion completion) {
        BlockDevice target = device();
        Durability durability = durability(false);
        start(
                true,
                byteOffset,
                byteCount,
                completion,
                then -> target.unmap(byteOffset, byteCount, durability, then));
    }

    public void writeSame(
            long byteOffset, long byteCount, ByteBuffer pattern, Completion completion) {
        BlockDevice target = device();
        Durability durability = durability(false);
        start(
                true,
                byteOffset,
                byteCount,
                completion,
                then -> target.writeSame(byteOffset, byteCount, pattern, durability, then));
    }

    void compareAndWrite(
            long byteOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            int bytes,
            Durability durability,
            Completion completion) {
        BlockDevice target = device();
        start(
                true,
                byteOffset,
                bytes,
                completion,
                then ->
                        target.compareAndWrite(
                                byteOffset, expected, replacement, durability, then));
    }

    void orWrite(
            long byteOffset,
            List<ByteBuffer> source,
            int bytes,
            Durability durability,
            Completion completion) {
        BlockDevice target = device();
        start(
                true,
                byteOffset,
                bytes,
                completion,
                then -> target.orWrite(byteOffset, source, durability, then));
    }

    void atomicWrite(
            long byteOffset,
            List<ByteBuffer> source,
            int bytes,
            Durability durability,
            Completion completion) {
        BlockDevice target = device();
        start(
                true,
                byteOffset,
                bytes,
                completion,
                then -> target.atomicWrite(byteOffset, source, durability, then));
    }

    void flush(Completion completion) {
        start(false, 0, 0, completion, device()::flush);
    }

    /** Asks for the allocation status of a range and hands the extents to the next step. */
    void allocationStatus(long byteOffset, long byteCount, Consumer<List<AllocationExtent>> next) {
        var _ =
                device().allocationStatus(byteOffset, byteCount)
                        .whenComplete((extents, failure) ->
                                step(() -> {
                                    if (failure != null) {
                                        throw Refusal.internal("allocation status: " + failure);
                                    }
                                    next.accept(extents);
                                }));
    }

    /** A call of the device that waits for its turn with the completion it shall tell. */
    @FunctionalInterface
    private interface DeviceCall {
        void start(Completion completion);
    }

    private void start(
            boolean changes,
            long byteOffset,
            long byteCount,
            Completion completion,
            DeviceCall call) {
        // Announced before the look at the abort: whoever aborts sees one or the other.
        if (mayStart(changes, byteOffset, byteCount)) {
            startNow(completion, call);
        } else {
            startLater(byteOffset, byteCount, () -> startNow(completion, call));
        }
    }

    private void startNow(Completion completion, DeviceCall call) {
        Completion safe = new Guarded(completion);
        if (task().isAborted()) {
            safe.complete(ABORTED);
        } else {
            call.start(safe);
        }
    }

    /** After an abort: takes back what limits hold back, which ends the command. */
    public final void withdraw() {
        Runnable waiting = withdraw;
        if (waiting != null) {
            waiting.run();
        }
    }

    /** What it is told runs as a step of the command. */
    private final class Guarded implements DeferrableCompletion {
        private final Completion next;

        Guarded(Completion next) {
            this.next = next;
        }

        @Override
        public void complete(Outcome outcome) {
            step(() -> next.complete(outcome));
        }

        @Override
        public Object origin() {
            return task().nexus().initiatorName();
        }

        @Override
        public boolean isWanted() {
            return !task().isAborted();
        }

        @Override
        public void deferred(Runnable takeBack) {
            withdraw = takeBack;
            // Whoever aborts sees it, or is seen here.
            if (task().isAborted()) {
                takeBack.run();
            }
        }

        @Override
        public void resumed() {
            task().waited();
        }
    }

    /** The direct buffers behind {@code bytes} bytes of {@code data}. */
    static List<ByteBuffer> buffers(ByteBuf data, int index, int bytes) {
        return data.nioBufferCount() == 1
                ? List.of(data.nioBuffer(index, bytes))
                : List.of(data.nioBuffers(index, bytes));
    }
}
