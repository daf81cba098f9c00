package dev.rbdgate.rbd.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.store.StoreCalls;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Waiting calls on a block device, for tests. */
record Device(BlockDevice device) {

    static CompletableFuture<Outcome> start(Consumer<Completion> call) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        call.accept(outcome::complete);
        return outcome;
    }

    static Outcome wait(Consumer<Completion> call) {
        return StoreCalls.join(start(call));
    }

    private static void done(Consumer<Completion> call) {
        assertThat(wait(call)).isEqualTo(Outcome.DONE);
    }

    /** The bytes, in buffers cut at odd places. */
    static List<ByteBuffer> pieces(byte[] bytes, Random random) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int run = Math.min(bytes.length - at, 1 + random.nextInt(50_000));
            int before = random.nextInt(3);
            ByteBuffer piece = ByteBuffer.allocateDirect(before + run + random.nextInt(3));
            piece.put(before, bytes, at, run);
            pieces.add(piece.position(before).limit(before + run));
            at += run;
        }
        return pieces;
    }

    static byte[] bytes(List<ByteBuffer> pieces) {
        ByteBuffer all = ByteBuffer.allocate(pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(piece -> all.put(piece.duplicate()));
        return all.array();
    }

    void write(long offset, byte... bytes) {
        done(c -> device.write(offset, List.of(direct(bytes)), Durability.CACHED, c));
    }

    void writeDurably(long offset, byte... bytes) {
        done(c -> device.write(offset, List.of(direct(bytes)), Durability.DURABLE, c));
    }

    byte[] read(long offset, int length) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length);
        for (int i = 0; i < length; i++) {
            buffer.put(i, (byte) 0x5A);
        }
        done(c -> device.read(offset, List.of(buffer), c));
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return bytes;
    }

    void unmap(long offset, long length) {
        done(c -> device.unmap(offset, length, Durability.CACHED, c));
    }

    void writeSame(long offset, long length, byte... pattern) {
        done(c -> device.writeSame(offset, length, direct(pattern), Durability.CACHED, c));
    }

    Outcome compareAndWrite(long offset, byte[] expected, byte[] replacement) {
        return wait(c ->
                device.compareAndWrite(
                        offset,
                        List.of(direct(expected)),
                        List.of(direct(replacement)),
                        Durability.CACHED,
                        c));
    }

    void flush() {
        done(device::flush);
    }

    static ByteBuffer direct(byte... bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
