package dev.rbdgate.bench.parts;

import dev.rbdgate.iscsi.pdu.InitiatorPdu;
import dev.rbdgate.iscsi.pdu.PduDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Bytes of a connection to PDUs: a burst of commands, without data and with 4 KiB each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PduDecoding {

    private static final int BURST = 32;
    private static final int HEADER_BYTES = 48;
    private static final int MAX_DATA_SEGMENT_BYTES = 262_144;

    /** SCSI Command, final, with the direction of the data (RFC 7143 11.3). */
    private static final int OPCODE = 0x01;

    private static final int FINAL_READ = 0xc0;
    private static final int FINAL_WRITE = 0xa0;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;

    /** Bytes of immediate data in each PDU. */
    @Param({"0", "4096"})
    public int dataBytes;

    private final EmbeddedChannel channel =
            new EmbeddedChannel(
                    new PduDecoder(PooledByteBufAllocator.DEFAULT, MAX_DATA_SEGMENT_BYTES));
    private ByteBuf burst = Unpooled.EMPTY_BUFFER;

    @Setup
    public void prepare() {
        burst = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (int number = 0; number < BURST; number++) {
            ByteBuf header = Unpooled.buffer(HEADER_BYTES).writeZero(HEADER_BYTES);
            header.setByte(0, OPCODE)
                    .setByte(1, dataBytes == 0 ? FINAL_READ : FINAL_WRITE)
                    .setInt(4, dataBytes)
                    .setInt(16, number)
                    .setInt(20, 4096)
                    .setInt(24, number)
                    .setByte(32, dataBytes == 0 ? READ_10 : WRITE_10)
                    .setShort(39, 8);
            burst.writeBytes(header).writeZero(dataBytes);
        }
    }

    @TearDown
    public void release() {
        burst.release();
        channel.finishAndReleaseAll();
    }

    /** Time per PDU. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int decode() {
        channel.writeInbound(burst.retainedDuplicate());
        int count = 0;
        for (Object pdu = channel.readInbound(); pdu != null; pdu = channel.readInbound()) {
            ReferenceCountUtil.release(((InitiatorPdu) pdu).data());
            count++;
        }
        return count;
    }
}
