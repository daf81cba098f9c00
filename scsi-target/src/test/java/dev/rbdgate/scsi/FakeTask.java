package dev.rbdgate.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A task as a transport would hand it in, with its answer for a test to look at. Data-out comes at
 * once, or when {@link #deliver} is called.
 */
public final class FakeTask implements ScsiTask {

    private static final int CDB_BYTES = 16;

    private final Nexus nexus;
    private final Cdb cdb;
    private final long arrivalNanos = System.nanoTime();
    private long lun;
    private TaskAttribute attribute = TaskAttribute.SIMPLE;
    private byte[] dataOut = {};
    private long expectedDataIn = Long.MAX_VALUE;
    private boolean held;
    private @Nullable Runnable delivery;
    private @Nullable Runnable onAbort;
    private volatile boolean aborted;

    private @Nullable ByteBuf dataOutBuffer;
    private @Nullable String problem;
    private int completions;
    private @Nullable ScsiStatus status;
    private byte[] dataIn = {};
    private long fullLength;
    private @Nullable Sense sense;

    private FakeTask(Nexus nexus, Cdb cdb) {
        this.nexus = nexus;
        this.cdb = cdb;
    }

    /**
     * @param hex the CDB, spaces between, padded to 16 bytes as iSCSI does
     */
    public static FakeTask of(Nexus nexus, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new FakeTask(
                nexus, new Cdb(java.util.Arrays.copyOf(bytes, Math.max(CDB_BYTES, bytes.length))));
    }

    public FakeTask lun(long wireLun) {
        lun = wireLun;
        return this;
    }

    public FakeTask attribute(TaskAttribute value) {
        attribute = value;
        return this;
    }

    public FakeTask dataOut(byte[] bytes) {
        dataOut = bytes;
        return this;
    }

    public FakeTask expectedDataIn(long bytes) {
        expectedDataIn = bytes;
        return this;
    }

    /** Keeps data-out back until {@link #deliver}. */
    public FakeTask held() {
        held = true;
        return this;
    }

    /** Brings the data-out that was asked for. */
    public synchronized void deliver() {
        Runnable waiting = delivery;
        assertThat(waiting).as("data-out was asked for").isNotNull();
        delivery = null;
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public Nexus nexus() {
        return nexus;
    }

    @Override
    public long lun() {
        return lun;
    }

    @Override
    public Cdb cdb() {
        return cdb;
    }

    @Override
    public TaskAttribute attribute() {
        return attribute;
    }

    @Override
    public long expectedDataOutBytes() {
        return dataOut.length;
    }

    @Override
    public long expectedDataInBytes() {
        return expectedDataIn;
    }

    @Override
    public ByteBufAllocator allocator() {
        return PooledByteBufAllocator.DEFAULT;
    }

    @Override
    public synchronized void receiveDataOut(int byteCount, DataOutReceiver receiver) {
        if (byteCount < 0 || byteCount > dataOut.length || dataOutBuffer != null) {
            problem = "data-out of %d asked for (again)".formatted(byteCount);
        }
        ByteBuf buffer = allocator().directBuffer().writeBytes(dataOut, 0, byteCount);
        dataOutBuffer = buffer;
        if (held) {
            delivery = () -> receiver.received(buffer);
        } else {
            receiver.received(buffer);
        }
    }

    @Override
    public synchronized void complete(
            ScsiStatus endStatus,
            @Nullable ByteBuf endDataIn,
            long endFullLength,
            @Nullable Sense endSense) {
        completions++;
        status = endStatus;
        fullLength = endFullLength;
        sense = endSense;
        if (endDataIn != null) {
            dataIn = ByteBufUtil.getBytes(endDataIn);
            release(endDataIn);
        }
        if (dataOutBuffer != null) {
            release(dataOutBuffer);
        }
    }

    /** Remembers what is wrong: the device server would only log an assertion that fails here. */
    private void release(ByteBuf buffer) {
        boolean last = buffer.release();
        if (!last && buffer.capacity() > 0) {
            problem = "a buffer is kept after the end";
        }
    }

    @Override
    public long elapsedNanos() {
        return System.nanoTime() - arrivalNanos;
    }

    @Override
    public boolean isAborted() {
        return aborted;
    }

    @Override
    public synchronized void onAbort(Runnable action) {
        onAbort = action;
    }

    @Override
    public synchronized void abort() {
        aborted = true;
        if (delivery != null && onAbort != null) {
            delivery = null;
            onAbort.run();
        }
    }

    public synchronized boolean isCompleted() {
        assertThat(completions).isLessThanOrEqualTo(1);
        return completions == 1;
    }

    public synchronized ScsiStatus status() {
        assertThat(problem).isNull();
        assertThat(completions).as("completed once").isEqualTo(1);
        return java.util.Objects.requireNonNull(status);
    }

    public byte[] dataIn() {
        assertGood();
        return dataIn;
    }

    public synchronized long fullLength() {
        return fullLength;
    }

    public synchronized Sense sense() {
        assertThat(status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        return java.util.Objects.requireNonNull(sense);
    }

    public FakeTask assertGood() {
        assertThat(status()).as("sense %s", sense).isEqualTo(ScsiStatus.GOOD);
        return this;
    }

    /**
     * @param asc {@code ASC << 8 | ASCQ}
     */
    public FakeTask assertSense(int key, int asc) {
        Sense actual = sense();
        assertThat("%x/%04x".formatted(actual.key(), actual.asc()))
                .isEqualTo("%x/%04x".formatted(key, asc));
        return this;
    }

    /** 05/24/00 pointing at a bit of the CDB; bit -1 for a whole byte. */
    public FakeTask assertInvalidFieldInCdb(int byteOffset, int bit) {
        assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);
        int flags = bit < 0 ? 0xc0 : 0xc8 | bit;
        assertThat("%06x".formatted(sense().fieldPointer()))
                .isEqualTo("%06x".formatted(flags << 16 | byteOffset));
        return this;
    }

    /** 05/26/00 pointing at a bit of the parameter list; bit -1 for a whole byte. */
    public FakeTask assertInvalidFieldInParameterList(int byteOffset, int bit) {
        assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        int flags = bit < 0 ? 0x80 : 0x88 | bit;
        assertThat("%06x".formatted(sense().fieldPointer()))
                .isEqualTo("%06x".formatted(flags << 16 | byteOffset));
        return this;
    }
}
