package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.diff.ByteSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a stream piece by piece into buffers that are used again once all calls on their bytes have
 * ended.
 */
final class SourceReader {

    /** Bytes read at once. */
    static final int PIECE_BYTES = 1 << 20;

    /** Pieces in memory at once. */
    private static final int PIECES = 8;

    private final ByteSource source;
    private final List<Piece> pieces = new ArrayList<>();
    private int next;

    /** A buffer, and the calls that need it. */
    private static final class Piece {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(PIECE_BYTES);
        final List<CompletableFuture<Void>> users = new ArrayList<>();
    }

    SourceReader(ByteSource source) {
        this.source = source;
    }

    /** The next piece, which has no bytes at the end of the stream. */
    ByteBuffer read() {
        Piece piece = piece();
        piece.bytes.clear();
        while (piece.bytes.hasRemaining()
                && Waiting.join(source.read(piece.bytes)) != ByteSource.END) {
            // Until it is full: small pieces would become small writes.
        }
        return piece.bytes.flip();
    }

    /** Says that the bytes of the last piece are needed until a call has ended. */
    void neededBy(CompletableFuture<Void> call) {
        pieces.get((next + PIECES - 1) % PIECES).users.add(call);
    }

    private Piece piece() {
        if (pieces.size() == next) {
            pieces.add(new Piece());
        }
        Piece piece = pieces.get(next);
        piece.users.forEach(Waiting::join);
        piece.users.clear();
        next = (next + 1) % PIECES;
        return piece;
    }
}
