package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import java.nio.ByteBuffer;
import java.util.List;

/** A read: the caller's buffers go to the store as they are, or in slices for several objects. */
final class ReadRequest extends ImageRequest {
    private final List<ByteBuffer> destination;

    ReadRequest(
            ImageIo image, long byteOffset, List<ByteBuffer> destination, Completion completion) {
        super(image, byteOffset, Buffers.remaining(destination), false, completion);
        this.destination = destination;
    }

    @Override
    void submit() {
        image.state().read(byteOffset, byteCount, destination, this);
    }

    @Override
    BlockError fallback() {
        return BlockError.READ_ERROR;
    }
}
