package dev.rbdgate.rbd.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A set of blocks of an object. Not thread-safe. */
final class BlockBits {

    /** What a layer owns or does not own, whole. */
    static final int BLOCK_BYTES = 4096;

    /** Largest data object that is written under snapshots: each change of its set is a record. */
    static final long MAX_OBJECT_BYTES = 1L << 30;

    private long[] words;

    private BlockBits(long[] words) {
        this.words = words;
    }

    static BlockBits none() {
        return new BlockBits(new long[0]);
    }

    /** The number of blocks that begin before {@code bytes}. */
    static int blocks(long bytes) {
        return (int) ((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    BlockBits copy() {
        return new BlockBits(words.clone());
    }

    boolean get(int block) {
        int word = block / Long.SIZE;
        return word < words.length && (words[word] & 1L << block) != 0;
    }

    /** Whether all of {@code [from, to)} is in the set. */
    boolean hasAll(int from, int to) {
        for (int block = from; block < to; block++) {
            if (!get(block)) {
                return false;
            }
        }
        return true;
    }

    /** Adds {@code [from, to)}. */
    void add(int from, int to) {
        int needed = (to + Long.SIZE - 1) / Long.SIZE;
        if (needed > words.length) {
            words = Arrays.copyOf(words, needed);
        }
        for (int block = from; block < to; block++) {
            words[block / Long.SIZE] |= 1L << block;
        }
    }

    void addAll(BlockBits other) {
        if (other.words.length > words.length) {
            words = Arrays.copyOf(words, other.words.length);
        }
        for (int i = 0; i < other.words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    /** The first block from {@code from} on that is in the set, or {@code end}. */
    int next(int from, int end) {
        int block = from;
        while (block < end && !get(block)) {
            block++;
        }
        return block;
    }

    /** The first block from {@code from} on that is not in the set, or {@code end}. */
    int nextAbsent(int from, int end) {
        int block = from;
        while (block < end && get(block)) {
            block++;
        }
        return block;
    }

    /** Behind the last block; 0: there is none. */
    int end() {
        int word = words.length;
        while (word > 0 && words[word - 1] == 0) {
            word--;
        }
        return word == 0 ? 0 : word * Long.SIZE - Long.numberOfLeadingZeros(words[word - 1]);
    }

    boolean sameAs(BlockBits other) {
        return Arrays.equals(words, other.words);
    }

    byte[] encode() {
        ByteBuffer out =
                ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.asLongBuffer().put(words);
        return out.array();
    }

    static BlockBits decode(ByteBuffer in) {
        long[] words = new long[in.remaining() / Long.BYTES];
        in.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
        return new BlockBits(words);
    }
}
