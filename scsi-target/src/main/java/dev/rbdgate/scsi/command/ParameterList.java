package dev.rbdgate.scsi.command;

import java.util.Arrays;
import java.util.function.Consumer;

/** A parameter list as the initiator sent it, with big-endian field access. Immutable. */
final class ParameterList {

    private final byte[] bytes;

    ParameterList(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Gathers what the initiator sends of a list, at most {@code length} bytes, and hands it to the
     * next step.
     */
    static void receive(Execution run, long length, Consumer<ParameterList> next) {
        int bytes = run.receivable(length);
        if (bytes == 0) {
            next.accept(new ParameterList(new byte[0]));
            return;
        }
        run.receive(
                bytes,
                dataOut -> {
                    byte[] list = new byte[bytes];
                    dataOut.getBytes(dataOut.readerIndex(), list);
                    next.accept(new ParameterList(list));
                });
    }

    int length() {
        return bytes.length;
    }

    int u8(int offset) {
        return bytes[offset] & 0xff;
    }

    int u16(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }

    /** An unsigned 32-bit field, widened. */
    long u32(int offset) {
        return (long) u16(offset) << 16 | u16(offset + 2);
    }

    /** An unsigned 48-bit field. */
    long u48(int offset) {
        return (long) u16(offset) << 32 | u32(offset + 2);
    }

    boolean bit(int offset, int bit) {
        return (u8(offset) >> bit & 1) != 0;
    }

    /** {@code length} bytes, over and over, until there are {@code total}. */
    byte[] repeated(int offset, int length, int total) {
        byte[] out = new byte[total];
        for (int index = 0; index < total; index++) {
            out[index] = bytes[offset + index % length];
        }
        return out;
    }

    byte[] copy(int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }
}
