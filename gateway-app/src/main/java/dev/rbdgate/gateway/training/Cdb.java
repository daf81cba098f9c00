package dev.rbdgate.gateway.training;

import java.nio.ByteBuffer;

/** Command descriptor blocks (SBC-4), 16 bytes each as in a BHS. */
final class Cdb {

    static final int BYTES = 16;

    private static final int TEST_UNIT_READY = 0x00;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;
    private static final int SYNCHRONIZE_CACHE_10 = 0x35;
    private static final int WRITE_SAME_16 = 0x93;
    private static final int FORCE_UNIT_ACCESS = 0x08;
    private static final int UNMAP = 0x08;

    private Cdb() {}

    static byte[] testUnitReady() {
        return operation(TEST_UNIT_READY).array();
    }

    static byte[] read(int blockAddress, int blocks) {
        return operation(READ_10).putInt(2, blockAddress).putShort(7, (short) blocks).array();
    }

    static byte[] write(int blockAddress, int blocks, boolean durable) {
        return operation(WRITE_10)
                .put(1, (byte) (durable ? FORCE_UNIT_ACCESS : 0))
                .putInt(2, blockAddress)
                .putShort(7, (short) blocks)
                .array();
    }

    static byte[] synchronizeCache() {
        return operation(SYNCHRONIZE_CACHE_10).array();
    }

    /** WRITE SAME with a block of zeros and UNMAP set. */
    static byte[] unmapBySame(int blockAddress, int blocks) {
        return operation(WRITE_SAME_16)
                .put(1, (byte) UNMAP)
                .putLong(2, blockAddress)
                .putInt(10, blocks)
                .array();
    }

    private static ByteBuffer operation(int code) {
        return ByteBuffer.allocate(BYTES).put(0, (byte) code);
    }
}
