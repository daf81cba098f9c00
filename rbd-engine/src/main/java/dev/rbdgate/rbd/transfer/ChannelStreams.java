package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.diff.ByteSink;
import dev.rbdgate.rbd.diff.ByteSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;

/** Blocking channels as the ends of transfers, whose own threads then wait for them. */
public final class ChannelStreams {
    private ChannelStreams() {}

    /** Reads until the channel's end; a failure of the channel ends the transfer. */
    public static ByteSource source(ReadableByteChannel channel) {
        return destination -> {
            try {
                return CompletableFuture.completedFuture(channel.read(destination));
            } catch (IOException failure) {
                return CompletableFuture.failedFuture(new UncheckedIOException(failure));
            }
        };
    }

    /** Writes to a channel, which stays open; a failure of the channel ends the transfer. */
    public static ByteSink sink(WritableByteChannel channel) {
        return source -> {
            try {
                while (source.hasRemaining()) {
                    channel.write(source);
                }
                CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
                return done;
            } catch (IOException failure) {
                return CompletableFuture.failedFuture(new UncheckedIOException(failure));
            }
        };
    }
}
