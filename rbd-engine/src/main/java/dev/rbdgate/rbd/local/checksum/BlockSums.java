package dev.rbdgate.rbd.local.checksum;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The checksums of a file's blocks. That of a block of zeros is 0 here, so a hole needs none; a
 * block that the file's end cuts off counts as continued with zeros.
 *
 * <p>Changed by one thread at a time, as the file is, and then by none that reads it.
 */
final class BlockSums {

    /** The unit of a checksum, and of the store's layers. */
    static final int BLOCK_BYTES = 4096;

    private int[] sums;

    /** Blocks about whose content nothing is known, since it could not be read. */
    private final BitSet unknown = new BitSet();

    BlockSums() {
        this(new int[0]);
    }

    private BlockSums(int[] sums) {
        this.sums = sums;
    }

    static int blockOf(long position) {
        return Math.toIntExact(position / BLOCK_BYTES);
    }

    /** The number of blocks that this many bytes take. */
    static int blocks(long bytes) {
        return Math.toIntExact((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    int get(int block) {
        return block < sums.length ? sums[block] : 0;
    }

    /** Whether content with this sum may be the block's. */
    boolean matches(int block, int sum) {
        return get(block) == sum || unknown.get(block);
    }

    boolean isKnown(int block) {
        return !unknown.get(block);
    }

    boolean allKnown() {
        return unknown.isEmpty();
    }

    void set(int block, int sum) {
        unknown.clear(block);
        if (block >= sums.length) {
            if (sum == 0) {
                return;
            }
            sums = Arrays.copyOf(sums, Math.max(block + 1, 2 * sums.length));
        }
        sums[block] = sum;
    }

    void setUnknown(int block) {
        unknown.set(block);
    }

    /** Forgets the blocks from this one on: they hold zeros. */
    void clearFrom(int block) {
        if (block < sums.length) {
            sums = Arrays.copyOf(sums, block);
        }
        unknown.clear(block, Math.max(block, unknown.length()));
    }

    /** The first block from this one on that should hold data, or {@link Integer#MAX_VALUE}. */
    int nextData(int from) {
        for (int block = from; block < sums.length; block++) {
            if (sums[block] != 0) {
                return block;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** The sums, without those of zeros at the end. */
    byte[] encode(int headerBytes) {
        int length = sums.length;
        while (length > 0 && sums[length - 1] == 0) {
            length--;
        }
        ByteBuffer out = ByteBuffer.allocate(headerBytes + length * Integer.BYTES);
        out.position(headerBytes).slice().asIntBuffer().put(sums, 0, length);
        return out.array();
    }

    static BlockSums decode(ByteBuffer in) {
        int[] sums = new int[in.remaining() / Integer.BYTES];
        in.asIntBuffer().get(sums);
        return new BlockSums(sums);
    }
}
