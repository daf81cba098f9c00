package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.nio.ByteBuffer;
import java.util.List;

/** A write: the caller's buffers go to the store as they are, or in slices for several objects. */
final class WriteRequest extends ImageRequest {
    private final List<ByteBuffer> source;
    private final Durability durability;

    WriteRequest(
            ImageIo image,
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        super(image, byteOffset, Buffers.remaining(source), false, completion);
        this.source = source;
        this.durability = durability;
    }

    @Override
    void submit() {
        Striper striper = image.striper();
        ObjectIo objects = image.objects();
        if (striper.inOneUnit(byteOffset, byteCount)) {
            objects.write(
                    striper.object(byteOffset),
                    striper.objectOffset(byteOffset),
                    byteCount,
                    source,
                    durability,
                    this);
            return;
        }
        ObjectCompletion joined = new Joined(Extents.count(striper, byteOffset, byteCount), this);
        striper.forEachObject(
                byteOffset,
                byteCount,
                (object, objectOffset, length) ->
                        objects.write(
                                object,
                                objectOffset,
                                length,
                                Buffers.ofExtent(
                                        striper, byteOffset, source, object, objectOffset, length),
                                durability,
                                joined));
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
