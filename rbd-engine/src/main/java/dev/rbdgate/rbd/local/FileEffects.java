package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import java.nio.ByteBuffer;
import java.util.List;

/** Effects on the file of a data object. */
final class FileEffects {

    /** A repeated pattern is written in pieces of about this length. */
    private static final int REPEAT_BYTES = 256 << 10;

    private FileEffects() {}

    /**
     * Applies an effect that neither creates nor removes the file, which has {@code size} bytes.
     */
    static void apply(StoreFile file, DataEffect effect, long size) throws StoreFileException {
        switch (effect) {
            case DataEffect.Create _, DataEffect.Remove _ -> {}
            case DataEffect.Write(long offset, List<ByteBuffer> data) -> file.write(offset, data);
            case DataEffect.Replace(List<ByteBuffer> data) -> {
                file.write(0, data);
                if (size > DataEffect.bytes(data)) {
                    file.truncate(DataEffect.bytes(data));
                }
            }
            case DataEffect.Repeat(long offset, long length, ByteBuffer pattern) ->
                    repeat(file, offset, length, pattern);
            case DataEffect.Zero(long offset, long length) -> {
                long end = Math.min(offset + length, size);
                if (offset < end) {
                    file.punchHole(offset, end - offset);
                }
            }
            case DataEffect.Truncate(long newSize) -> file.truncate(newSize);
        }
    }

    private static void repeat(StoreFile file, long offset, long length, ByteBuffer pattern)
            throws StoreFileException {
        int times =
                (int)
                        Math.min(
                                Math.max(1, REPEAT_BYTES / pattern.remaining()),
                                length / pattern.remaining());
        ByteBuffer piece = ByteBuffer.allocateDirect(times * pattern.remaining());
        while (piece.hasRemaining()) {
            piece.put(pattern.duplicate());
        }
        piece.flip();
        for (long done = 0; done < length; done += piece.remaining()) {
            piece.limit((int) Math.min(piece.capacity(), length - done));
            file.write(offset + done, List.of(piece));
        }
    }

    /** Whether a new file is not empty after it. */
    static boolean hasContent(DataEffect effect) {
        return effect.sizeAfter(0) > 0;
    }

    /** The bytes of new data in an effect: what it may take of the free space. */
    static long newBytes(DataEffect effect) {
        return switch (effect) {
            case DataEffect.Create _, DataEffect.Remove _, DataEffect.Zero _ -> 0;
            case DataEffect.Truncate _ -> 0;
            case DataEffect.Write(_, List<ByteBuffer> data) -> DataEffect.bytes(data);
            case DataEffect.Replace(List<ByteBuffer> data) -> DataEffect.bytes(data);
            case DataEffect.Repeat(_, long length, _) -> length;
        };
    }

    /** Whether an effect only writes where the file has storage already. */
    static boolean overwrites(StoreFile file, DataEffect effect) throws StoreFileException {
        return switch (effect) {
            case DataEffect.Create _, DataEffect.Remove _, DataEffect.Zero _ -> true;
            case DataEffect.Truncate _ -> true;
            case DataEffect.Write(long offset, List<ByteBuffer> data) ->
                    file.nextHole(offset) >= offset + DataEffect.bytes(data);
            case DataEffect.Replace(List<ByteBuffer> data) ->
                    file.nextHole(0) >= DataEffect.bytes(data);
            case DataEffect.Repeat(long offset, long length, _) ->
                    file.nextHole(offset) >= offset + length;
        };
    }
}
