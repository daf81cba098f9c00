package dev.rbdgate.rbd.diff;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Where a stream comes from. Asked for one piece at a time, and only when there is room for it. */
@FunctionalInterface
public interface ByteSource {

    /** What {@link #read} answers at the end. */
    int END = -1;

    /**
     * Reads some bytes, and moves the position behind them.
     *
     * @param destination direct, with room for a byte at least; the source's until completion
     * @return the bytes that were read, at least one, or {@link #END}
     */
    CompletableFuture<Integer> read(ByteBuffer destination);
}
