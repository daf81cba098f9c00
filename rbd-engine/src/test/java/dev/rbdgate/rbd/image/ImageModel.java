package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** An image beside a byte array that is told the same. */
final class ImageModel {

    private static final int CALLS_AT_ONCE = 8;

    private final Images images;
    private final Image image;
    private final ImageName name;
    private final Random random;
    private byte[] bytes;

    ImageModel(Images images, Image image, ImageName name, Random random) {
        this.images = images;
        this.image = image;
        this.name = name;
        this.random = random;
        this.bytes = new byte[(int) image.sizeBytes()];
    }

    /** What the image should have; a copy. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** The image has become this by other means. */
    void become(byte[] content) {
        bytes = content.clone();
    }

    Image image() {
        return image;
    }

    /** Some calls on ranges that do not overlap, all running at once. */
    void concurrently() {
        int[] cuts = new int[2 * CALLS_AT_ONCE];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = cut();
        }
        Arrays.sort(cuts);
        List<CompletableFuture<Outcome>> calls = new ArrayList<>();
        List<Runnable> checks = new ArrayList<>();
        for (int i = 0; i < cuts.length; i += 2) {
            calls.add(call(cuts[i], cuts[i + 1] - cuts[i], checks));
        }
        calls.forEach(call -> assertThat(join(call)).isEqualTo(Outcome.DONE));
        checks.forEach(Runnable::run);
    }

    /** Any place, though more often one where something may go wrong. */
    private int cut() {
        int at = random.nextInt(bytes.length + 1);
        return switch (random.nextInt(4)) {
            case 0 -> at;
            case 1 -> at / 512 * 512;
            case 2 -> at / 4096 * 4096;
            default -> Math.min(bytes.length, (at + (1 << 19)) / (1 << 20) * (1 << 20));
        };
    }

    private CompletableFuture<Outcome> call(int offset, int length, List<Runnable> checks) {
        Durability durability = random.nextInt(20) == 0 ? Durability.DURABLE : Durability.CACHED;
        return switch (random.nextInt(6)) {
            case 0, 1 -> {
                byte[] data = new byte[length];
                random.nextBytes(data);
                System.arraycopy(data, 0, bytes, offset, length);
                List<ByteBuffer> pieces = Device.pieces(data, random);
                yield Device.start(c -> image.write(offset, pieces, durability, c));
            }
            case 2 -> {
                Arrays.fill(bytes, offset, offset + length, (byte) 0);
                yield Device.start(c -> image.unmap(offset, length, durability, c));
            }
            case 3 -> {
                byte[] pattern = new byte[1 + random.nextInt(random.nextBoolean() ? 4 : 700)];
                if (random.nextInt(4) > 0) {
                    random.nextBytes(pattern);
                }
                int whole = length / pattern.length * pattern.length;
                for (int i = 0; i < whole; i++) {
                    bytes[offset + i] = pattern[i % pattern.length];
                }
                yield Device.start(
                        c -> image.writeSame(offset, whole, Device.direct(pattern), durability, c));
            }
            case 4 -> {
                int unit = image.traits().compareAndWriteBytes();
                int count = Math.min(Math.min(length, 5000), unit - offset % unit);
                byte[] expected = Arrays.copyOfRange(bytes, offset, offset + count);
                byte[] replacement = new byte[count];
                random.nextBytes(replacement);
                System.arraycopy(replacement, 0, bytes, offset, count);
                yield Device.start(c ->
                        image.compareAndWrite(
                                offset,
                                Device.pieces(expected, random),
                                Device.pieces(replacement, random),
                                durability,
                                c));
            }
            default -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                List<ByteBuffer> destination = Device.pieces(noise, random);
                byte[] expected = Arrays.copyOfRange(bytes, offset, offset + length);
                checks.add(() -> assertThat(Device.bytes(destination)).isEqualTo(expected));
                yield Device.start(c -> image.read(offset, destination, c));
            }
        };
    }

    void resize() {
        int size = Math.max(512, cut() / 512 * 512);
        if (random.nextBoolean()) {
            size = Math.min(2 * bytes.length, bytes.length + size);
        }
        int aligned = size / 512 * 512;
        join(images.resize(name, aligned, true));
        bytes = Arrays.copyOf(bytes, aligned);
    }

    void check() {
        check(image);
    }

    void check(Image other) {
        assertThat(other.sizeBytes()).isEqualTo(bytes.length);
        assertThat(Arrays.mismatch(new Device(other).read(0, bytes.length), bytes))
                .as("first difference")
                .isEqualTo(-1);
    }
}
