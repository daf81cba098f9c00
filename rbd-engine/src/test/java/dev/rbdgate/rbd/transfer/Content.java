package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Durability;
import java.nio.ByteBuffer;
import java.util.List;

/** All of a device's bytes, for tests. */
final class Content {
    private Content() {}

    static byte[] read(BlockDevice device) {
        ByteBuffer all = ByteBuffer.allocateDirect((int) device.sizeBytes());
        Waiting.join(Waiting.call(done -> device.read(0, List.of(all), done)));
        byte[] bytes = new byte[all.capacity()];
        all.get(0, bytes);
        return bytes;
    }

    static void write(BlockDevice device, long offset, byte[] bytes) {
        ByteBuffer source = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        Waiting.join(
                Waiting.call(
                        done -> device.write(offset, List.of(source), Durability.CACHED, done)));
    }

    static void unmap(BlockDevice device, long offset, long length) {
        Waiting.join(Waiting.call(done -> device.unmap(offset, length, Durability.CACHED, done)));
    }
}
