package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.Supplier;

/** Has the transport read into buffers that the decoder chooses. */
final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {

    private final Supplier<ByteBuf> buffers;

    ReceiveBuffers(Supplier<ByteBuf> buffers) {
        this.buffers = buffers;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator ignored) {
                return buffers.get();
            }

            @Override
            public int guess() {
                return PduDecoder.BLOCK_BYTES;
            }
        };
    }
}
