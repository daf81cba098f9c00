package dev.rbdgate.simulation;

import java.nio.ByteBuffer;

/** What is written to sectors: each tells which write it is of, and where it belongs. */
final class Sectors {

    static final int BYTES = 512;

    /** The content of what was never written, and of what was unmapped. */
    static final long ZERO = 0;

    /** The content of a sector that no write has written. */
    static final long GARBAGE = -1;

    private Sectors() {}

    /** Of contents that are the same wherever they are, as WRITE SAME makes them. */
    private static final long SAME = 1L << 62;

    /** The content of a WRITE SAME of this number. */
    static long same(long number) {
        return number | SAME;
    }

    private static long word(long content, long lba, int index) {
        long place = (content & SAME) == 0 ? lba + 1 : 0;
        long mixed = (content * 0x9e3779b97f4a7c15L) ^ place * 0xbf58476d1ce4e5b9L;
        return (mixed + index * 0x94d049bb133111ebL) * 0xd6e8feb86659fd93L;
    }

    static void fill(byte[] bytes, int at, long content, long lba) {
        if (content == ZERO) {
            return;
        }
        ByteBuffer sector = ByteBuffer.wrap(bytes, at, BYTES).putLong(content);
        for (int i = 1; i < BYTES / Long.BYTES; i++) {
            sector.putLong(word(content, lba, i));
        }
    }

    /** Which content a sector has; {@link #GARBAGE} if it is no whole one. */
    static long contentOf(byte[] bytes, int at, long lba) {
        ByteBuffer sector = ByteBuffer.wrap(bytes);
        long content = sector.getLong(at);
        for (int i = 1; i < BYTES / Long.BYTES; i++) {
            long expected = content == ZERO ? 0 : word(content, lba, i);
            if (sector.getLong(at + i * Long.BYTES) != expected) {
                return GARBAGE;
            }
        }
        return content;
    }

    static String text(long content) {
        return content == GARBAGE
                ? "no whole sector"
                : content == ZERO ? "zeros" : "write " + (content & ~SAME);
    }
}
