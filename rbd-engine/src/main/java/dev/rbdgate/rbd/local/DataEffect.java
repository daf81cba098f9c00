package dev.rbdgate.rbd.local;

import java.nio.ByteBuffer;
import java.util.List;

/** What an operation does to an object's content, once nothing can refuse it any more. */
sealed interface DataEffect {

    /** Makes it exist. */
    record Create() implements DataEffect {}

    record Write(long offset, List<ByteBuffer> data) implements DataEffect {}

    /** Becomes the whole content. */
    record Replace(List<ByteBuffer> data) implements DataEffect {}

    record Repeat(long offset, long length, ByteBuffer pattern) implements DataEffect {}

    record Zero(long offset, long length) implements DataEffect {}

    record Truncate(long size) implements DataEffect {}

    record Remove() implements DataEffect {}

    /** The size afterwards of an object that had {@code size} bytes. */
    default long sizeAfter(long size) {
        return switch (this) {
            case Create _, Zero _ -> size;
            case Write(long offset, List<ByteBuffer> data) ->
                    bytes(data) == 0 ? size : Math.max(size, offset + bytes(data));
            case Replace(List<ByteBuffer> data) -> bytes(data);
            case Repeat(long offset, long length, _) ->
                    length == 0 ? size : Math.max(size, offset + length);
            case Truncate(long newSize) -> newSize;
            case Remove _ -> 0;
        };
    }

    static long bytes(List<ByteBuffer> buffers) {
        long total = 0;
        for (int i = 0; i < buffers.size(); i++) {
            total += buffers.get(i).remaining();
        }
        return total;
    }
}
