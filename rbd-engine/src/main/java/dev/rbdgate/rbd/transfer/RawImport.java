package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.rbd.diff.ByteSource;
import dev.rbdgate.rbd.image.ImageException;
import java.nio.ByteBuffer;
import java.util.function.DoubleConsumer;

/** Makes a device's content that of a stream; what the stream is too short for becomes zero. */
final class RawImport {

    private final BlockDevice device;
    private final SourceReader source;
    private final WriteBehind writes;

    RawImport(BlockDevice device, ByteSource source) {
        this.device = device;
        this.source = new SourceReader(source);
        this.writes = new WriteBehind(device);
    }

    void run(DoubleConsumer progress) {
        try {
            long sizeBytes = device.sizeBytes();
            long at = 0;
            ByteBuffer piece = source.read();
            while (piece.hasRemaining()) {
                if (piece.remaining() > sizeBytes - at) {
                    throw new ImageException(
                            ImageException.Reason.INVALID,
                            "content: is longer than the image, which has %d bytes"
                                    .formatted(sizeBytes));
                }
                ZeroRuns.visit(at, piece, null, new Changes(writes, source));
                at += piece.remaining();
                progress.accept((double) at / sizeBytes);
                piece = source.read();
            }
            writes.zero(at, sizeBytes - at);
            writes.finish();
        } finally {
            writes.abandon();
        }
        progress.accept(1);
    }

    /** Does to a device what a piece of a stream says. */
    record Changes(WriteBehind writes, SourceReader source) implements ZeroRuns.Visitor {
        @Override
        public void data(long byteOffset, ByteBuffer bytes) {
            source.neededBy(writes.write(byteOffset, bytes));
        }

        @Override
        public void zero(long byteOffset, long byteCount) {
            writes.zero(byteOffset, byteCount);
        }
    }
}
