package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Content whose blocks are in several files: runs of blocks that one file holds, one by one. */
final class LayeredSource implements DataSource {

    private final LocalObject object;
    private final @Nullable HeadLayer head;
    private final LayerView below;
    private final long size;

    private LayeredSource(
            LocalObject object, @Nullable HeadLayer head, LayerView below, long size) {
        this.object = object;
        this.head = head;
        this.below = below;
        this.size = size;
    }

    static LayeredSource ofHead(LocalObject object, HeadLayer head, LayerView below, long size) {
        return new LayeredSource(object, head, below, size);
    }

    static LayeredSource ofLayer(LocalObject object, LayerView view, long size) {
        return new LayeredSource(object, null, view, size);
    }

    private interface Reading<T> {
        T of(StoreFile file) throws StoreFileException;
    }

    private long layerAt(long offset) {
        int block = (int) (offset / BlockBits.BLOCK_BYTES);
        return head != null && head.owns(block) ? head.id() : below.layerOf(block);
    }

    /** Where a run that begins at {@code from} ends, at most at {@code end}. */
    private long runEnd(long from, long end) {
        long layer = layerAt(from);
        long at = from;
        while (at < end && layerAt(at) == layer) {
            at = (at / BlockBits.BLOCK_BYTES + 1) * BlockBits.BLOCK_BYTES;
        }
        return Math.min(at, end);
    }

    private <T> T in(long layer, Reading<T> reading) throws StoreFileException {
        if (head != null && head.id() == layer) {
            return reading.of(object.file());
        }
        FileHandle handle = object.openLayers().pinned(layer);
        try {
            return reading.of(handle.file());
        } finally {
            handle.unpin();
        }
    }

    @Override
    public long read(long offset, List<ByteBuffer> destination) throws StoreFileException {
        long end = Math.min(size, offset + DataEffect.bytes(destination));
        for (long at = offset; at < end; ) {
            long from = at;
            long to = runEnd(from, end);
            List<ByteBuffer> part = part(destination, from - offset, to - from);
            long done = in(layerAt(from), file -> file.read(from, part));
            zeroFrom(part, done);
            at = to;
        }
        return Math.max(0, end - offset);
    }

    /** A part of a list of buffers, as views. */
    static List<ByteBuffer> part(List<ByteBuffer> buffers, long from, long length) {
        List<ByteBuffer> part = new ArrayList<>();
        long skip = from;
        long left = length;
        for (ByteBuffer buffer : buffers) {
            int here = buffer.remaining();
            if (skip < here && left > 0) {
                int taken = (int) Math.min(here - skip, left);
                part.add(buffer.slice(buffer.position() + (int) skip, taken));
                left -= taken;
                skip = 0;
            } else {
                skip = Math.max(0, skip - here);
            }
        }
        return part;
    }

    /** A file that ends early holds zeros there. */
    private static void zeroFrom(List<ByteBuffer> part, long done) {
        long skip = done;
        for (ByteBuffer buffer : part) {
            int from = (int) Math.min(skip, buffer.remaining());
            skip -= from;
            if (from < buffer.remaining()) {
                buffer.put(from, new byte[buffer.remaining() - from]);
            }
        }
    }

    @Override
    public long nextData(long from) throws StoreFileException {
        for (long at = from; at < size; ) {
            long start = at;
            long end = runEnd(start, size);
            long data = in(layerAt(start), file -> file.nextData(start));
            if (data != StoreFile.NO_DATA && data < end) {
                return data;
            }
            at = end;
        }
        return StoreFile.NO_DATA;
    }

    @Override
    public long nextHole(long from) throws StoreFileException {
        for (long at = from; at < size; ) {
            long start = at;
            long end = runEnd(start, size);
            long hole = in(layerAt(start), file -> file.nextHole(start));
            if (hole < end) {
                return hole;
            }
            at = end;
        }
        return Math.max(from, size);
    }
}
