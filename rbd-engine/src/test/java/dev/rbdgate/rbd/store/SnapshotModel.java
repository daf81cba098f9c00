package dev.rbdgate.rbd.store;

import static dev.rbdgate.rbd.store.StoreCalls.buffer;
import static dev.rbdgate.rbd.store.StoreCalls.join;
import static dev.rbdgate.rbd.store.StoreCalls.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random work on objects under snapshots, and what each object is now and at each snapshot. Objects
 * whose name begins with {@code data} are data objects. Each write's bytes are of one value, which
 * is another one than those of the writes before it.
 */
public final class SnapshotModel {

    /** Longest object. */
    public static final int MAX_BYTES = 40_000;

    private final Random random;
    private final List<String> names;
    private final int maxSnaps;
    private ObjectContext base;
    private final Map<String, byte[]> heads = new HashMap<>();
    private final Map<Long, Map<String, byte[]>> snaps = new HashMap<>();
    private final List<Long> living = new ArrayList<>();
    private long seq;
    private int value;

    public SnapshotModel(ObjectContext context, Random random, List<String> names, int maxSnaps) {
        this.base = context;
        this.random = random;
        this.names = names;
        this.maxSnaps = maxSnaps;
    }

    /** Goes on with the same content in a store that was opened again. */
    public void continueWith(ObjectContext context) {
        base = context;
    }

    public List<String> names() {
        return names;
    }

    /** What is there now. */
    public Map<String, byte[]> heads() {
        return Map.copyOf(heads);
    }

    /** What there was, per snapshot. */
    public Map<Long, Map<String, byte[]>> snaps() {
        return Map.copyOf(snaps);
    }

    private ObjectContext context() {
        return base.withSnapContext(new SnapContext(seq, living));
    }

    private SelfManagedSnaps control() {
        return (SelfManagedSnaps) context();
    }

    public void takeSnapshot() {
        seq = join(control().createSnap());
        living.addFirst(seq);
        snaps.put(seq, Map.copyOf(heads));
    }

    /** Chooses a snapshot to remove; it is not in the model any more. */
    public void removeSnapshot(long snap) {
        living.remove(snap);
        snaps.remove(snap);
        join(control().removeSnap(snap));
    }

    /** A living snapshot, or 0. */
    public long anySnapshot() {
        return living.isEmpty() ? 0 : living.get(random.nextInt(living.size()));
    }

    /** Does something. */
    public void step() {
        int kind = random.nextInt(24);
        if (kind == 0 && living.size() < maxSnaps) {
            takeSnapshot();
        } else if (kind == 1 && !living.isEmpty()) {
            removeSnapshot(anySnapshot());
        } else {
            change(names.get(random.nextInt(names.size())), kind);
        }
    }

    /** Changes an object. */
    public void change(String name, int kind) {
        byte[] head = heads.get(name);
        if (kind == 2 && !living.isEmpty()) {
            long snap = anySnapshot();
            join(control().rollback(name, snap));
            become(name, then(snap, name));
        } else if (kind == 3 && head != null) {
            apply(name, new Step.Remove());
            become(name, null);
        } else if (kind == 4 && head != null) {
            int size = random.nextInt(MAX_BYTES);
            apply(name, new Step.Truncate(size));
            become(name, Arrays.copyOf(head, size));
        } else if (kind == 5 && head != null && head.length > 1) {
            int from = random.nextInt(head.length - 1);
            int to = from + random.nextInt(head.length - 1 - from);
            apply(name, new Step.Zero(from, to - from));
            byte[] changed = head.clone();
            Arrays.fill(changed, from, to, (byte) 0);
            become(name, changed);
        } else if (kind == 6) {
            byte[] content = fresh(random.nextInt(MAX_BYTES));
            apply(name, new Step.WriteFull(List.of(buffer(content))));
            become(name, content);
        } else {
            overwrite(name, head == null ? new byte[0] : head);
        }
    }

    private void overwrite(String name, byte[] head) {
        boolean aligned = random.nextBoolean();
        int offset = random.nextInt(MAX_BYTES - 1);
        int length = 1 + random.nextInt(Math.min(12_000, MAX_BYTES - offset));
        if (aligned) {
            offset &= -4096;
            length = Math.min((length + 4095) & -4096, (MAX_BYTES & -4096) - offset);
            length = Math.max(length, 4096);
        }
        byte[] data = fresh(length);
        byte[] changed = Arrays.copyOf(head, Math.max(head.length, offset + length));
        System.arraycopy(data, 0, changed, offset, length);
        ByteBuffer first = buffer(Arrays.copyOf(data, length / 2));
        ByteBuffer second = buffer(Arrays.copyOfRange(data, length / 2, length));
        apply(name, new Step.Write(offset, List.of(first, second)));
        become(name, changed);
    }

    private byte[] fresh(int length) {
        value = value % 255 + 1;
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) value);
        return data;
    }

    private void apply(String name, Step step) {
        Step[] steps =
                name.startsWith("data")
                        ? new Step[] {new Step.AllocationHint(1 << 20, 1 << 20), step}
                        : new Step[] {step};
        assertThat(write(context(), name, steps)).as("%s of %s", step, name).isZero();
    }

    private void become(String name, byte @Nullable [] content) {
        if (content == null) {
            heads.remove(name);
        } else {
            heads.put(name, content);
        }
    }

    private byte @Nullable [] then(long snap, String name) {
        Map<String, byte[]> all = snaps.get(snap);
        return all == null ? null : all.get(name);
    }

    /** What a context reads of an object; null: it is not there. */
    public static byte @Nullable [] content(ObjectContext context, String name) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(2 * MAX_BYTES);
        int result = StoreCalls.read(context, name, 0, buffer);
        if (result == -Errno.ENOENT) {
            return null;
        }
        assertThat(result).as("read of %s", name).isNotNegative();
        byte[] bytes = new byte[result];
        buffer.get(0, bytes);
        return bytes;
    }

    /** Everything is as the model says. */
    public void verify(ObjectContext context, String when) {
        for (String name : names) {
            assertSame(content(context, name), heads.get(name), when + ", head of " + name);
            for (long snap : living) {
                assertSame(
                        content(context.withReadSnap(snap), name),
                        then(snap, name),
                        when + ", snapshot " + snap + " of " + name);
            }
        }
    }

    /** Equal, but that zeros at the end may be missing: an OSD cuts an object there. */
    public static void assertSame(
            byte @Nullable [] actual, byte @Nullable [] expected, String what) {
        assertThat(actual == null).as("%s is missing", what).isEqualTo(expected == null);
        if (actual != null && expected != null) {
            int length = Math.max(actual.length, expected.length);
            int at =
                    Arrays.mismatch(Arrays.copyOf(actual, length), Arrays.copyOf(expected, length));
            assertThat(at).as("%s differs at", what).isEqualTo(-1);
        }
    }
}
