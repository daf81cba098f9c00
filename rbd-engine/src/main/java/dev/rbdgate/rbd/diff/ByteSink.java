package dev.rbdgate.rbd.diff;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Where a stream goes. Given one piece at a time: the next one after the last one's completion. */
@FunctionalInterface
public interface ByteSink {

    /**
     * Takes all the remaining bytes.
     *
     * @param source the sink's until completion, and only to read
     */
    CompletableFuture<Void> write(ByteBuffer source);
}
