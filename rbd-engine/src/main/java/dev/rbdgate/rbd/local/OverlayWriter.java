package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Applies an effect to a head's layer that has a parent, with exclusive access to the object.
 *
 * <ol>
 *   <li>Blocks that the effect changes in part are copied from below, whole.
 *   <li>If the object grows, the blocks from its old end on are owned, which nobody sees yet: what
 *       lies there below was cut off once, and must not come back.
 *   <li>The file is changed. Its blocks that are not owned are not read yet, whatever is in them.
 *   <li>The changed blocks are owned.
 * </ol>
 */
final class OverlayWriter {

    private final LocalObject object;
    private final HeadLayer layer;
    private final LayerView below;
    private final long size;

    OverlayWriter(LocalObject object, HeadLayer layer, LayerView below) {
        this.object = object;
        this.layer = layer;
        this.below = below;
        this.size = object.size();
    }

    void apply(DataEffect effect) throws StoreFileException {
        switch (effect) {
            case DataEffect.Create _, DataEffect.Remove _ -> {}
            case DataEffect.Write(long offset, List<ByteBuffer> data) ->
                    change(effect, offset, offset + DataEffect.bytes(data));
            case DataEffect.Replace(List<ByteBuffer> data) ->
                    change(effect, 0, DataEffect.bytes(data));
            case DataEffect.Repeat(long offset, long length, _) ->
                    change(effect, offset, offset + length);
            case DataEffect.Zero(long offset, long length) ->
                    change(effect, offset, Math.min(size, offset + length));
            case DataEffect.Truncate(long newSize) ->
                    change(effect, Math.min(size, newSize), newSize);
        }
    }

    private void change(DataEffect effect, long from, long to) throws StoreFileException {
        if (from < to) {
            copyUp((int) (from / BlockBits.BLOCK_BYTES), from, to);
            copyUp((int) ((to - 1) / BlockBits.BLOCK_BYTES), from, to);
            if (to > size) {
                grow(to);
            }
        }
        FileEffects.apply(object.file(), effect, size);
        if (from < to) {
            layer.own((int) (from / BlockBits.BLOCK_BYTES), BlockBits.blocks(to));
        }
    }

    private void grow(long to) throws StoreFileException {
        int end = BlockBits.blocks(size);
        if (size % BlockBits.BLOCK_BYTES != 0) {
            // Its content up to the old end is in this layer then, and as good as below.
            copyUp(end - 1, size, to);
            layer.own(end - 1, end);
        }
        layer.own(end, BlockBits.blocks(to));
    }

    /** Copies a block that is not owned, unless the change replaces all that is in it. */
    private void copyUp(int block, long from, long to) throws StoreFileException {
        long start = (long) block * BlockBits.BLOCK_BYTES;
        long end = Math.min(start + BlockBits.BLOCK_BYTES, size);
        if (start >= end || layer.owns(block) || (from <= start && to >= end)) {
            return;
        }
        ByteBuffer content = ByteBuffer.allocateDirect((int) (end - start));
        StoreFile file = object.file();
        LayeredSource.ofLayer(object, below, size).read(start, List.of(content));
        file.write(start, List.of(content));
    }
}
