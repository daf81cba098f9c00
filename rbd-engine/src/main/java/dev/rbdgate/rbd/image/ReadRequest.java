package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.rbd.store.ObjectCompletion;
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
        Striper striper = image.striper();
        ObjectIo objects = image.objects();
        if (striper.inOneUnit(byteOffset, byteCount)) {
            objects.read(
                    striper.object(byteOffset),
                    striper.objectOffset(byteOffset),
                    destination,
                    this);
            return;
        }
        ObjectCompletion joined = new Joined(Extents.count(striper, byteOffset, byteCount), this);
        striper.forEachObject(
                byteOffset,
                byteCount,
                (object, objectOffset, length) ->
                        objects.read(
                                object,
                                objectOffset,
                                Buffers.ofExtent(
                                        striper,
                                        byteOffset,
                                        destination,
                                        object,
                                        objectOffset,
                                        length),
                                joined));
    }

    @Override
    BlockError fallback() {
        return BlockError.READ_ERROR;
    }
}
