package dev.rbdgate.rbd.encoding;

import java.util.zip.CRC32C;

/**
 * Ceph's checksum: the plain Castagnoli register from seed 0, without inversion before and after. A
 * block of zeros has checksum 0.
 */
public final class Crc {

    /** Zeros to run the ordinary CRC over, whose inversions cancel out in the exclusive or. */
    private static final byte[] ZEROS = new byte[4096];

    private static final int FULL_BLOCK_INVERSION = inversion(ZEROS.length);

    private Crc() {}

    public static int of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    public static int of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        int inversion = length == ZEROS.length ? FULL_BLOCK_INVERSION : inversion(length);
        return (int) crc.getValue() ^ inversion;
    }

    private static int inversion(int length) {
        CRC32C crc = new CRC32C();
        for (int left = length; left > 0; left -= ZEROS.length) {
            crc.update(ZEROS, 0, Math.min(left, ZEROS.length));
        }
        return (int) crc.getValue();
    }
}
