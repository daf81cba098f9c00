package dev.rbdgate.gateway.durability;

import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.TaskAttribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command whose answer is marked in the recording of file calls when it leaves. */
final class MarkingTask implements ScsiTask {

    static final Nexus NEXUS =
            new Nexus("iqn.2026-11.test:host", 0x800000000001L, "iqn.2026-11.test:target", 1);

    private static final int CDB_BYTES = 16;

    private final FileRecording recording;
    private final Cdb cdb;
    private final long arrivalNanos = System.nanoTime();
    private final ByteBuf dataOut;
    private final CompletableFuture<ScsiStatus> status = new CompletableFuture<>();

    MarkingTask(FileRecording recording, String cdb, byte[] dataOut) {
        this.recording = recording;
        this.cdb = new Cdb(Arrays.copyOf(HexFormat.ofDelimiter(" ").parseHex(cdb), CDB_BYTES));
        this.dataOut = allocator().directBuffer(Math.max(1, dataOut.length)).writeBytes(dataOut);
    }

    CompletableFuture<ScsiStatus> status() {
        return status;
    }

    @Override
    public Nexus nexus() {
        return NEXUS;
    }

    @Override
    public long lun() {
        return 0;
    }

    @Override
    public Cdb cdb() {
        return cdb;
    }

    @Override
    public TaskAttribute attribute() {
        return TaskAttribute.SIMPLE;
    }

    @Override
    public long expectedDataOutBytes() {
        return dataOut.readableBytes();
    }

    @Override
    public long expectedDataInBytes() {
        return 0;
    }

    @Override
    public ByteBufAllocator allocator() {
        return PooledByteBufAllocator.DEFAULT;
    }

    @Override
    public void receiveDataOut(int byteCount, DataOutReceiver receiver) {
        receiver.received(dataOut);
    }

    @Override
    public void complete(
            ScsiStatus ended, @Nullable ByteBuf dataIn, long fullLength, @Nullable Sense sense) {
        recording.mark(ended.name());
        if (dataIn != null) {
            dataIn.release();
        }
        dataOut.release();
        status.complete(ended);
    }

    @Override
    public long elapsedNanos() {
        return System.nanoTime() - arrivalNanos;
    }

    @Override
    public boolean isAborted() {
        return false;
    }

    @Override
    public void onAbort(Runnable action) {
        // Nobody aborts it.
    }

    @Override
    public void abort() {
        throw new UnsupportedOperationException("nobody aborts it");
    }
}
