package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;

/** An unmap, or a write of zeros. */
final class ZeroRequest extends ImageRequest {
    private final Durability durability;

    ZeroRequest(
            ImageIo image,
            long byteOffset,
            long byteCount,
            Durability durability,
            Completion completion) {
        super(image, byteOffset, byteCount, true, completion);
        this.durability = durability;
    }

    @Override
    void submit() {
        Zeroer.of(image.state(), durability).zero(byteOffset, byteCount, image.sizeBytes(), this);
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
