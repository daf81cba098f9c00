package dev.rbdgate.iscsi.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.pdu.DataOut;
import dev.rbdgate.iscsi.text.SessionParameters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What several PDUs bring is put together. */
final class DataOutGatheringTest {

    private static final int TRANSFER_TAG = 7;
    private static final SessionParameters PARAMETERS =
            new SessionParameters(false, true, true, true, 512, 512, 512, 512, 1, 2, 1, 1);

    private final ByteBufAllocator allocator = new UnpooledByteBufAllocator(true);

    /**
     * A data segment that came in two parts, behind which its digest is, as the decoder makes it.
     */
    private ByteBuf segmentWithDigest(String data) {
        ByteBuf start =
                allocator
                        .directBuffer()
                        .writeBytes(data.substring(0, 1).getBytes(StandardCharsets.US_ASCII));
        ByteBuf rest =
                allocator
                        .directBuffer()
                        .writeBytes(
                                (data.substring(1) + "CRC!").getBytes(StandardCharsets.US_ASCII));
        CompositeByteBuf whole = allocator.compositeDirectBuffer(2);
        whole.addFlattenedComponents(true, start).addFlattenedComponents(true, rest);
        return whole.writerIndex(data.length());
    }

    @Test
    void theDigestBehindADataSegmentIsNotTakenForData() {
        DataOutGathering gathering =
                new DataOutGathering(PARAMETERS, allocator, 12, segmentWithDigest("abcd"), false);
        String[] seen = new String[1];
        gathering.demand(
                12,
                data -> seen[0] = new String(ByteBufUtil.getBytes(data), StandardCharsets.US_ASCII),
                (_, _, _) -> TRANSFER_TAG);
        for (int i = 0; i < 2; i++) {
            DataOut pdu =
                    new DataOut(
                            i == 1,
                            0,
                            1,
                            TRANSFER_TAG,
                            0,
                            i,
                            4 + 4L * i,
                            segmentWithDigest(i == 0 ? "efgh" : "ijkl"));
            assertThat(gathering.accept(pdu, (_, _, _) -> TRANSFER_TAG)).isEmpty();
        }
        assertThat(seen[0]).isEqualTo("abcdefghijkl");
        gathering.release();
    }
}
