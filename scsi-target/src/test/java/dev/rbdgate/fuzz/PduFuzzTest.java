package dev.rbdgate.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rbdgate.iscsi.pdu.BadPdu;
import dev.rbdgate.iscsi.pdu.Pdu;
import dev.rbdgate.iscsi.pdu.PduDecoder;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/** Any bytes on a connection are PDUs, bad PDUs, or the beginning of one. */
final class PduFuzzTest {

    private static final int SEGMENT_BYTES = 4096;
    private static final int HEADER_BYTES = 48;
    private static final int MAX_PIECES = 64;

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreTakenApart(FuzzedDataProvider input) {
        PduDecoder decoder = new PduDecoder(PooledByteBufAllocator.DEFAULT, SEGMENT_BYTES);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        try {
            decoder.configure(SEGMENT_BYTES, input.consumeBoolean(), input.consumeBoolean());
            int bytes = 0;
            for (int piece = 0; piece < MAX_PIECES && input.remainingBytes() > 0; piece++) {
                byte[] next = input.consumeBytes(input.consumeInt(1, 2 * SEGMENT_BYTES));
                bytes += next.length;
                channel.writeInbound(Unpooled.wrappedBuffer(next));
            }
            int most = bytes / HEADER_BYTES + 1;
            int decoded = 0;
            for (Object pdu = channel.readInbound(); pdu != null; pdu = channel.readInbound()) {
                decoded++;
                if (pdu.toString().isEmpty() || (decoded > most && !(pdu instanceof BadPdu))) {
                    throw new AssertionError(decoded + " PDUs of " + bytes + " bytes: " + pdu);
                }
                ((Pdu) pdu).data().release();
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
