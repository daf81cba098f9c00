package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which layer holds each block of an object, as one of its layers shows it that is not written any
 * more: whatever the number of layers, a block is read from one file. Immutable.
 */
final class LayerView {

    /** Layers, the one without a parent first. */
    private final List<Long> layers;

    /** Index into layers, of each block that one above the first owns; others are the first's. */
    private final short[] owners;

    private LayerView(List<Long> layers, short[] owners) {
        this.layers = layers;
        this.owners = owners;
    }

    static LayerView of(LocalObject object, SnapSet set, long layer) throws StoreFileException {
        List<Long> chain = set.chain(layer);
        if (chain.size() > Short.MAX_VALUE) {
            throw new StoreFileException(Errno.EIO, "read layers of " + object);
        }
        Collections.reverse(chain);
        short[] owners = new short[0];
        for (int i = 1; i < chain.size(); i++) {
            Owned owned = Owned.read(object, chain.get(i));
            // Not to the recorded size: a sync that began while the object grew recorded what it
            // owned by then and the size that it had had before.
            int end = owned.bits().end();
            if (end > owners.length) {
                owners = Arrays.copyOf(owners, end);
            }
            for (int block = owned.bits().next(0, end);
                    block < end;
                    block = owned.bits().next(block + 1, end)) {
                owners[block] = (short) i;
            }
        }
        return new LayerView(List.copyOf(chain), owners);
    }

    /** The layer that holds a block. */
    long layerOf(int block) {
        return layers.get(block < owners.length ? owners[block] : 0);
    }

    /**
     * What the store knows durably of a layer that has a parent.
     *
     * @param size of the layer's file when this was recorded, or before it grew then
     * @param bits the blocks it owns, durable before this was recorded; they may lie behind the
     *     size
     */
    record Owned(long size, BlockBits bits) {

        byte[] encode() {
            byte[] encoded = bits.encode();
            return ByteBuffer.allocate(Long.BYTES + encoded.length)
                    .putLong(size)
                    .put(encoded)
                    .array();
        }

        static @Nullable Owned decode(byte @Nullable [] record) {
            if (record == null || record.length % Long.BYTES != 0 || record.length == 0) {
                return null;
            }
            ByteBuffer in = ByteBuffer.wrap(record);
            long size = in.getLong();
            return new Owned(size, BlockBits.decode(in.slice()));
        }

        static Owned read(LocalObject object, long layer) throws StoreFileException {
            byte[] record = object.namespace().parts().kv().get(Keys.numbered(Keys.OWNED, layer));
            Owned owned = decode(record);
            if (owned == null) {
                throw new StoreFileException(
                        Errno.EIO, "find the blocks of layer %016x of %s".formatted(layer, object));
            }
            return owned;
        }
    }
}
