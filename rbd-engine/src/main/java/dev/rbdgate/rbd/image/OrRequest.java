package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An OR of stored and given bytes: reads, unites and writes one piece after the other, with the
 * whole range held exclusively.
 */
final class OrRequest extends ImageRequest {

    /** The longest piece: what a request takes of memory, however long it is. */
    private static final int MAX_PIECE_BYTES = 256 << 10;

    private final List<ByteBuffer> source;
    private final Durability durability;

    OrRequest(
            ImageIo image,
            long byteOffset,
            List<ByteBuffer> source,
            Durability durability,
            Completion completion) {
        super(image, byteOffset, Buffers.remaining(source), true, completion);
        this.source = source;
        this.durability = durability;
    }

    /** Pieces are aligned parts of stripe units, so that each lies in one object in one piece. */
    @Override
    void submit() {
        long pieceBytes = Math.min(MAX_PIECE_BYTES, image.striper().stripeUnit());
        long end = byteOffset + byteCount;
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(byteCount, pieceBytes));
        Window.run(
                byteOffset / pieceBytes,
                Math.ceilDiv(end, pieceBytes),
                1,
                (number, done) -> {
                    long from = Math.max(byteOffset, number * pieceBytes);
                    long to = Math.min(end, (number + 1) * pieceBytes);
                    unite(from, buffer.slice(0, (int) (to - from)), done);
                },
                this);
    }

    private void unite(long from, ByteBuffer piece, ObjectCompletion done) {
        Striper striper = image.striper();
        long object = striper.object(from);
        long objectOffset = striper.objectOffset(from);
        image.objects()
                .read(
                        object,
                        objectOffset,
                        List.of(piece),
                        result -> {
                            if (result < 0) {
                                done.complete(result);
                                return;
                            }
                            add(from, piece);
                            image.objects()
                                    .write(
                                            object,
                                            objectOffset,
                                            piece.remaining(),
                                            List.of(piece),
                                            durability,
                                            done);
                        });
    }

    /** Sets in {@code piece} the bits that the source has at its place. */
    private void add(long from, ByteBuffer piece) {
        List<ByteBuffer> given = new ArrayList<>();
        Buffers.slice(source, from - byteOffset, piece.remaining(), given);
        int at = 0;
        for (ByteBuffer bytes : given) {
            for (int i = 0; i < bytes.remaining(); i++, at++) {
                piece.put(at, (byte) (piece.get(at) | bytes.get(bytes.position() + i)));
            }
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
