package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.util.List;

/** A compare and write: one operation on one object, with its range held exclusively. */
final class CompareRequest extends ImageRequest {
    private final List<ByteBuffer> expected;
    private final List<ByteBuffer> replacement;
    private final Durability durability;

    CompareRequest(
            ImageIo image,
            long byteOffset,
            List<ByteBuffer> expected,
            List<ByteBuffer> replacement,
            Durability durability,
            Completion completion) {
        super(image, byteOffset, Buffers.remaining(expected), true, completion);
        this.expected = expected;
        this.replacement = replacement;
        this.durability = durability;
    }

    @Override
    void submit() {
        Striper striper = image.striper();
        if (Buffers.remaining(replacement) != byteCount
                || !striper.inOneUnit(byteOffset, byteCount)) {
            finish(
                    Outcome.failed(
                            BlockError.UNSUPPORTED,
                            "compare and write of %d bytes at %d leaves its unit of %d"
                                    .formatted(byteCount, byteOffset, striper.stripeUnit())));
            return;
        }
        image.objects()
                .compareAndWrite(
                        striper.object(byteOffset),
                        striper.objectOffset(byteOffset),
                        expected,
                        replacement,
                        durability,
                        this);
    }

    @Override
    public void complete(int result) {
        if (result <= -Errno.MAX) {
            finish(new Outcome.Miscompare(-result - Errno.MAX));
        } else {
            super.complete(result);
        }
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
