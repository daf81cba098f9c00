package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import java.nio.ByteBuffer;
import java.util.List;

/** An atomic write: one step on one object, with its range held exclusively. */
final class AtomicRequest extends ImageRequest {
    private final List<ByteBuffer> source;
    private final long unitBytes;
    private final Durability durability;

    /**
     * @param unitBytes size of the aligned units that an atomic write must not leave; 0 if atomic
     *     writes are not offered
     */
    AtomicRequest(
            ImageIo image,
            long byteOffset,
            List<ByteBuffer> source,
            long unitBytes,
            Durability durability,
            Completion completion) {
        super(image, byteOffset, Buffers.remaining(source), true, completion);
        this.source = source;
        this.unitBytes = unitBytes;
        this.durability = durability;
    }

    @Override
    void submit() {
        if (unitBytes == 0 || byteCount > unitBytes - byteOffset % unitBytes) {
            finish(
                    Outcome.failed(
                            BlockError.UNSUPPORTED,
                            "atomic write of %d bytes at %d leaves its unit of %d"
                                    .formatted(byteCount, byteOffset, unitBytes)));
            return;
        }
        Striper striper = image.striper();
        image.objects()
                .writeAtomically(
                        striper.object(byteOffset),
                        striper.objectOffset(byteOffset),
                        source,
                        durability,
                        this);
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    BlockError fallback() {
        return BlockError.WRITE_ERROR;
    }
}
