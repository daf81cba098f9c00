package dev.rbdgate.simulation;

import java.nio.ByteBuffer;

/** Command descriptor blocks (SPC-5, SBC-4), padded to 16 bytes. */
final class Cdbs {

    private static final int LENGTH = 16;
    private static final int FUA = 0x08;

    private Cdbs() {}

    private static ByteBuffer cdb(int opcode, int flags) {
        return ByteBuffer.allocate(LENGTH).put((byte) opcode).put((byte) flags);
    }

    static byte[] testUnitReady() {
        return cdb(0x00, 0).array();
    }

    static byte[] inquiry(int length) {
        return cdb(0x12, 0).putShort(3, (short) length).array();
    }

    static byte[] reportLuns(int length) {
        return cdb(0xa0, 0).putInt(6, length).array();
    }

    static byte[] readCapacity16(int length) {
        return cdb(0x9e, 0x10).putInt(10, length).array();
    }

    static byte[] read10(long lba, int blocks, boolean fua) {
        return cdb(0x28, fua ? FUA : 0).putInt(2, (int) lba).putShort(7, (short) blocks).array();
    }

    static byte[] read16(long lba, int blocks) {
        return cdb(0x88, 0).putLong(2, lba).putInt(10, blocks).array();
    }

    static byte[] write10(long lba, int blocks, boolean fua) {
        return cdb(0x2a, fua ? FUA : 0).putInt(2, (int) lba).putShort(7, (short) blocks).array();
    }

    static byte[] write16(long lba, int blocks, boolean fua) {
        return cdb(0x8a, fua ? FUA : 0).putLong(2, lba).putInt(10, blocks).array();
    }

    static byte[] writeSame16(long lba, int blocks, boolean unmap) {
        return cdb(0x93, unmap ? 0x08 : 0).putLong(2, lba).putInt(10, blocks).array();
    }

    static byte[] unmap(int parameterBytes) {
        return cdb(0x42, 0).putShort(7, (short) parameterBytes).array();
    }

    /** The parameter list of {@link #unmap} for one range. */
    static byte[] unmapList(long lba, int blocks) {
        return ByteBuffer.allocate(24)
                .putShort((short) 22)
                .putShort((short) 16)
                .putInt(0)
                .putLong(lba)
                .putInt(blocks)
                .array();
    }

    static byte[] compareAndWrite(long lba, int blocks, boolean fua) {
        return cdb(0x89, fua ? FUA : 0).putLong(2, lba).put(13, (byte) blocks).array();
    }

    static byte[] synchronizeCache() {
        return cdb(0x35, 0).array();
    }

    static byte[] persistentReserveIn(int action, int length) {
        return cdb(0x5e, action).putShort(7, (short) length).array();
    }

    static byte[] persistentReserveOut(int action, int type) {
        return cdb(0x5f, action).put(2, (byte) type).putInt(5, 24).array();
    }

    /** The parameter list of {@link #persistentReserveOut}. */
    static byte[] reserveList(long key, long serviceActionKey, boolean aptpl) {
        return ByteBuffer.allocate(24)
                .putLong(key)
                .putLong(serviceActionKey)
                .putInt(0)
                .put((byte) (aptpl ? 1 : 0))
                .array();
    }
}
