package dev.rbdgate.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes calls on a device whose completions run on the caller's thread, and gives their outcomes.
 */
final class Calls {

    private Calls() {}

    /** Runs a call that completes before it returns, exactly once. */
    static Outcome outcome(Consumer<Completion> call) {
        List<Outcome> outcomes = new ArrayList<>();
        call.accept(outcomes::add);
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    static Outcome write(BlockDevice device, long byteOffset, int byteCount, int value) {
        return write(device, byteOffset, byteCount, value, Durability.CACHED);
    }

    static Outcome write(
            BlockDevice device, long byteOffset, int byteCount, int value, Durability durability) {
        return outcome(then ->
                device.write(byteOffset, List.of(bytes(byteCount, value)), durability, then));
    }

    static Outcome unmap(BlockDevice device, long byteOffset, long byteCount) {
        return outcome(then -> device.unmap(byteOffset, byteCount, Durability.CACHED, then));
    }

    static Outcome flush(BlockDevice device) {
        return outcome(device::flush);
    }

    static byte[] read(BlockDevice device, long byteOffset, int byteCount) {
        ByteBuffer destination = ByteBuffer.allocateDirect(byteCount);
        assertThat(outcome(then -> device.read(byteOffset, List.of(destination), then)))
                .isEqualTo(Outcome.DONE);
        byte[] bytes = new byte[byteCount];
        destination.get(bytes);
        return bytes;
    }

    /** A direct buffer full of one value. */
    static ByteBuffer bytes(int byteCount, int value) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(byteCount);
        while (buffer.hasRemaining()) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    static byte[] filled(int byteCount, int value) {
        byte[] bytes = new byte[byteCount];
        bytes(byteCount, value).get(bytes);
        return bytes;
    }

    static void assertFailed(Outcome outcome, BlockError error) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(error));
    }
}
