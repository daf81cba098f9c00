package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.local.SnapSet.Clone;
import dev.rbdgate.rbd.local.SnapSet.Layer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The record of a {@link SnapSet}, big-endian.
 *
 * <pre>
 *   u64 seq, u64 head
 *   u32 n, n × { u64 layer, u64 parent }
 *   u32 n, n × { u64 id, u64 layer, u64 size, u32 m, m × u64 snap }
 *   u32 n, n × u64 garbage
 * </pre>
 */
final class SnapSetCodec {

    private static final int LAYER_BYTES = 16;
    private static final int CLONE_BYTES = 28;
    private static final int FIXED_BYTES = 28;

    private SnapSetCodec() {}

    static byte[] encode(SnapSet set) {
        int bytes =
                FIXED_BYTES + set.layers().size() * LAYER_BYTES + set.garbage().size() * Long.BYTES;
        for (Clone clone : set.clones()) {
            bytes += CLONE_BYTES + clone.snaps().size() * Long.BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes).putLong(set.seq()).putLong(set.head());
        out.putInt(set.layers().size());
        set.layers().forEach(layer -> out.putLong(layer.id()).putLong(layer.parent()));
        out.putInt(set.clones().size());
        for (Clone clone : set.clones()) {
            out.putLong(clone.id()).putLong(clone.layer()).putLong(clone.size());
            out.putInt(clone.snaps().size());
            clone.snaps().forEach(out::putLong);
        }
        out.putInt(set.garbage().size());
        set.garbage().forEach(out::putLong);
        return out.array();
    }

    /** The set, or null if the record is damaged. */
    static @Nullable SnapSet decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            long seq = in.getLong();
            long head = in.getLong();
            List<Layer> layers = new ArrayList<>();
            for (int n = in.getInt(); n > 0; n--) {
                layers.add(new Layer(in.getLong(), in.getLong()));
            }
            List<Clone> clones = new ArrayList<>();
            for (int n = in.getInt(); n > 0; n--) {
                long id = in.getLong();
                long layer = in.getLong();
                long size = in.getLong();
                clones.add(new Clone(id, longs(in), layer, size));
            }
            List<Long> garbage = longs(in);
            return in.hasRemaining() ? null : new SnapSet(seq, head, layers, clones, garbage);
        } catch (BufferUnderflowException _) {
            return null;
        }
    }

    private static List<Long> longs(ByteBuffer in) {
        List<Long> values = new ArrayList<>();
        for (int n = in.getInt(); n > 0; n--) {
            values.add(in.getLong());
        }
        return values;
    }
}
