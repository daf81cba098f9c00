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
        Zeroer.of(image.state(), durability)
                .zero(byteOffset, byteCount, image.sizeBytes(), this::zeroed);
    }

    /**
     * What is recorded as absent is left alone, also if the sync of that record has failed: such a
     * request is as durable as the flush behind it says.
     */
    private void zeroed(int result) {
        if (result >= 0 && durability == Durability.DURABLE) {
            image.contexts().metadata().flush(this);
        } else {
            complete(result);
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
