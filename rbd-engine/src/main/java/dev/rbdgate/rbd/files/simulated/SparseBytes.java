package dev.rbdgate.rbd.files.simulated;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The content of a file: blocks that were written, holes between them. Not thread-safe. */
final class SparseBytes {

    /** What is allocated and freed at a time, as on a usual file system. */
    static final int BLOCK_BYTES = 4096;

    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    /** A block is changed in place by the content that made it since its last copy, if any. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(byte[] bytes, @Nullable Object owner) {}

    private static final Block ZERO_BLOCK = new Block(ZEROS, null);

    private final TreeMap<Long, Block> blocks;
    private Object owner = new Object();
    private long size;

    SparseBytes() {
        blocks = new TreeMap<>();
    }

    private SparseBytes(SparseBytes copied) {
        blocks = new TreeMap<>(copied.blocks);
        size = copied.size;
    }

    /** Shares the blocks until either side changes them. */
    SparseBytes copy() {
        owner = new Object();
        return new SparseBytes(this);
    }

    long size() {
        return size;
    }

    int blockCount() {
        return blocks.size();
    }

    /** How many blocks a write or an allocation of this range would add. */
    int missingBlocks(long position, long length) {
        int missing = 0;
        for (long index = position / BLOCK_BYTES;
                index * BLOCK_BYTES < position + length;
                index++) {
            if (!blocks.containsKey(index)) {
                missing++;
            }
        }
        return missing;
    }

    int read(long position, ByteBuffer destination) {
        int length = (int) Math.max(0, Math.min(destination.remaining(), size - position));
        int done = 0;
        while (done < length) {
            long at = position + done;
            int within = (int) (at % BLOCK_BYTES);
            int part = Math.min(length - done, BLOCK_BYTES - within);
            byte[] block = blocks.getOrDefault(at / BLOCK_BYTES, ZERO_BLOCK).bytes();
            destination.put(destination.position() + done, block, within, part);
            done += part;
        }
        return length;
    }

    void write(long position, ByteBuffer source) {
        int length = source.remaining();
        int done = 0;
        while (done < length) {
            long at = position + done;
            int within = (int) (at % BLOCK_BYTES);
            int part = Math.min(length - done, BLOCK_BYTES - within);
            source.get(source.position() + done, block(at / BLOCK_BYTES), within, part);
            done += part;
        }
        if (length > 0) {
            size = Math.max(size, position + length);
        }
    }

    void allocate(long position, long length) {
        for (long index = position / BLOCK_BYTES;
                index * BLOCK_BYTES < position + length;
                index++) {
            blocks.putIfAbsent(index, ZERO_BLOCK);
        }
        size = Math.max(size, position + length);
    }

    @SuppressWarnings("ReferenceEquality") // an owner is nothing but itself
    private byte[] block(long index) {
        Block block = blocks.getOrDefault(index, ZERO_BLOCK);
        if (block.owner() != owner) {
            block = new Block(block.bytes().clone(), owner);
            blocks.put(index, block);
        }
        return block.bytes();
    }

    void punchHole(long position, long length) {
        long end = position + length;
        blocks.subMap(
                        (position + BLOCK_BYTES - 1) / BLOCK_BYTES,
                        Math.max((position + BLOCK_BYTES - 1) / BLOCK_BYTES, end / BLOCK_BYTES))
                .clear();
        NavigableSet<Long> edges =
                blocks.navigableKeySet()
                        .subSet(position / BLOCK_BYTES, true, end / BLOCK_BYTES, true);
        for (long index : List.copyOf(edges)) {
            long start = index * BLOCK_BYTES;
            int from = (int) Math.max(0, position - start);
            int to = (int) Math.min(BLOCK_BYTES, end - start);
            if (from < to) {
                Arrays.fill(block(index), from, to, (byte) 0);
            }
        }
    }

    void truncate(long newSize) {
        if (newSize < size) {
            punchHole(newSize, size - newSize);
            blocks.tailMap((newSize + BLOCK_BYTES - 1) / BLOCK_BYTES, true).clear();
        }
        size = newSize;
    }

    /** The first position from {@code position} on in a block, or -1. */
    long nextData(long position) {
        Long index = blocks.ceilingKey(position / BLOCK_BYTES);
        if (index == null || position >= size) {
            return -1;
        }
        long at = Math.max(position, index * BLOCK_BYTES);
        return at < size ? at : -1;
    }

    long nextHole(long position) {
        long index = position / BLOCK_BYTES;
        while (blocks.containsKey(index)) {
            index++;
        }
        return Math.max(position, Math.min(size, Math.max(position, index * BLOCK_BYTES)));
    }
}
