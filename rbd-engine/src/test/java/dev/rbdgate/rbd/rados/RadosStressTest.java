package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random operations on some objects, many at once and without waiting for one another, against a
 * model that is changed at submission: operations on one object take effect in order.
 */
@Tag("ceph")
@ExtendWith(SharedCluster.class)
class RadosStressTest {

    private static final int OPERATIONS = 20_000;
    private static final int OBJECTS = 40;
    private static final int OBJECT_BYTES = 64 << 10;
    private static final int DEPTH = 256;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final ConcurrentLinkedQueue<String> defects = new ConcurrentLinkedQueue<>();
    private final Semaphore depth = new Semaphore(DEPTH);

    /** The content of the objects that exist. */
    private final Map<Integer, byte[]> model = new HashMap<>();

    @Test
    void randomOperationsReadBackAsTheModelSays() throws Exception {
        long blocks = NativeMemory.blocks();
        RadosObjectStore store = RadosObjectStore.open(SharedCluster.cluster().settings(1));
        ObjectContext context =
                store.context(store.pools().getFirst(), SharedCluster.freshNamespace());
        for (int i = 0; i < OPERATIONS; i++) {
            depth.acquire();
            step(context, random.nextInt(OBJECTS));
        }
        depth.acquire(DEPTH);
        depth.release(DEPTH);
        for (int object = 0; object < OBJECTS; object++) {
            depth.acquire();
            read(context, object, 0, OBJECT_BYTES + 1);
        }
        depth.acquire(DEPTH);
        assertThat(defects).as("seed " + seed).isEmpty();
        assertThat(store.outstanding()).isZero();
        join(store.close());
        assertThat(NativeMemory.blocks()).isEqualTo(blocks);
    }

    private void step(ObjectContext context, int object) {
        int offset = random.nextInt(OBJECT_BYTES);
        int length = 1 + random.nextInt(Math.min(9000, OBJECT_BYTES - offset));
        switch (random.nextInt(20)) {
            case 0 -> remove(context, object);
            case 1 -> truncate(context, object, offset);
            case 2, 3 -> zero(context, object, offset, length);
            case 4 -> writeSame(context, object, offset, length);
            case 5 -> compareAndWrite(context, object, offset, length);
            case 6, 7, 8, 9, 10 -> write(context, object, offset, length);
            default -> read(context, object, offset, length);
        }
    }

    private void remove(ObjectContext context, int object) {
        int expected = model.get(object) == null ? -Errno.ENOENT : 0;
        model.remove(object);
        send(context, object, expected, new Step.Remove());
    }

    private void truncate(ObjectContext context, int object, int size) {
        byte[] before = model.get(object);
        if (before != null) {
            model.put(object, Arrays.copyOf(before, size));
        }
        send(context, object, 0, new Step.Truncate(size));
    }

    private void zero(ObjectContext context, int object, int offset, int length) {
        byte[] before = model.get(object);
        if (before != null && offset < before.length) {
            // An OSD cuts an object that ends inside the range.
            model.put(
                    object,
                    offset + length >= before.length
                            ? Arrays.copyOf(before, offset)
                            : filled(before, offset, new byte[length]));
        }
        send(context, object, 0, new Step.Zero(offset, length));
    }

    private void writeSame(ObjectContext context, int object, int offset, int length) {
        byte[] pattern = bytes(1 + random.nextInt(16));
        int count = Math.max(1, length / pattern.length);
        byte[] all = new byte[count * pattern.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = pattern[i % pattern.length];
        }
        put(object, offset, all);
        send(context, object, 0, new Step.WriteSame(offset, all.length, direct(pattern)));
    }

    private void compareAndWrite(ObjectContext context, int object, int offset, int length) {
        byte[] before = model.get(object);
        byte[] there = new byte[length];
        if (before != null && offset < before.length) {
            System.arraycopy(before, offset, there, 0, Math.min(length, before.length - offset));
        }
        byte[] data = bytes(length);
        int expected = 0;
        if (random.nextBoolean()) {
            int wrong = random.nextInt(length);
            there[wrong]++;
            expected = -(Errno.MAX + wrong);
        } else {
            put(object, offset, data);
        }
        send(
                context,
                object,
                expected,
                new Step.CompareExtent(offset, pieces(there)),
                new Step.Write(offset, pieces(data)));
    }

    private void write(ObjectContext context, int object, int offset, int length) {
        byte[] data = bytes(length);
        put(object, offset, data);
        send(context, object, 0, new Step.Write(offset, pieces(data)));
    }

    private void read(ObjectContext context, int object, int offset, int length) {
        byte[] whole = model.get(object);
        byte @Nullable [] expected =
                whole == null
                        ? null
                        : Arrays.copyOfRange(
                                whole,
                                Math.min(offset, whole.length),
                                Math.min(offset + length, whole.length));
        ByteBuffer all = ByteBuffer.allocateDirect(length);
        int cut = random.nextInt(length + 1);
        List<ByteBuffer> destination =
                random.nextBoolean()
                        ? List.of(all)
                        : List.of(all.slice(0, cut), all.slice(cut, length - cut));
        context.read(
                name(object),
                offset,
                destination,
                result -> {
                    byte[] got = new byte[Math.max(0, result)];
                    all.get(0, got);
                    if (expected == null
                            ? result != -Errno.ENOENT
                            : result < 0 || !Arrays.equals(got, expected)) {
                        defects.add("read " + object + " " + offset + "+" + length + ": " + result);
                    }
                    depth.release();
                });
    }

    private void send(ObjectContext context, int object, int expected, Step... steps) {
        context.write(
                name(object),
                WriteOperation.cached(steps),
                result -> {
                    if (result != expected) {
                        defects.add(steps[0] + ": " + result + " instead of " + expected);
                    }
                    depth.release();
                });
    }

    private void put(int object, int offset, byte[] data) {
        byte[] before = model.get(object);
        model.put(object, filled(before == null ? new byte[0] : before, offset, data));
    }

    private static byte[] filled(byte[] before, int offset, byte[] data) {
        byte[] after = Arrays.copyOf(before, Math.max(before.length, offset + data.length));
        System.arraycopy(data, 0, after, offset, data.length);
        return after;
    }

    private List<ByteBuffer> pieces(byte[] data) {
        if (random.nextBoolean()) {
            return List.of(direct(data));
        }
        int cut = random.nextInt(data.length + 1);
        return List.of(
                direct(Arrays.copyOf(data, cut)),
                direct(Arrays.copyOfRange(data, cut, data.length)));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static String name(int object) {
        return "object." + object;
    }
}
