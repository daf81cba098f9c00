package dev.rbdgate.scsi;

import java.nio.ByteBuffer;

/** The two formats of sense data (SPC-5 4.4.2, 4.4.3). */
final class SenseFormat {

    private static final int FIXED_CURRENT = 0x70;
    private static final int DESCRIPTOR_CURRENT = 0x72;
    private static final int VALID = 0x80;
    private static final int FIXED_BYTES = 18;
    private static final int FIXED_ADDITIONAL_LENGTH = FIXED_BYTES - 8;
    private static final int DESCRIPTOR_HEADER_BYTES = 8;
    private static final int INFORMATION_DESCRIPTOR_BYTES = 12;
    private static final int COMMAND_DESCRIPTOR_BYTES = 12;
    private static final int COMMAND_DESCRIPTOR_TYPE = 0x01;
    private static final int SPECIFIC_DESCRIPTOR_BYTES = 8;
    private static final int SPECIFIC_DESCRIPTOR_TYPE = 0x02;

    private SenseFormat() {}

    static byte[] fixed(Sense sense) {
        // The field has four bytes: what does not fit is not valid (SPC-5 4.4.3).
        boolean valid =
                sense.information().isPresent() && sense.information().getAsLong() >>> 32 == 0;
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES);
        out.put(0, (byte) ((valid ? VALID : 0) | FIXED_CURRENT | (sense.deferred() ? 1 : 0)));
        out.put(2, (byte) sense.key());
        if (valid) {
            out.putInt(3, (int) sense.information().getAsLong());
        }
        out.put(7, (byte) FIXED_ADDITIONAL_LENGTH);
        out.putInt(8, (int) sense.commandSpecific().orElse(0));
        out.putShort(12, (short) sense.asc());
        if (sense.fieldPointer() >= 0) {
            out.put(15, (byte) (sense.fieldPointer() >> 16));
            out.putShort(16, (short) sense.fieldPointer());
        }
        return out.array();
    }

    static byte[] descriptor(Sense sense) {
        boolean valid = sense.information().isPresent();
        boolean command = sense.commandSpecific().isPresent();
        boolean specific = sense.fieldPointer() >= 0;
        int descriptors =
                (valid ? INFORMATION_DESCRIPTOR_BYTES : 0)
                        + (command ? COMMAND_DESCRIPTOR_BYTES : 0)
                        + (specific ? SPECIFIC_DESCRIPTOR_BYTES : 0);
        ByteBuffer out = ByteBuffer.allocate(DESCRIPTOR_HEADER_BYTES + descriptors);
        out.put((byte) (DESCRIPTOR_CURRENT | (sense.deferred() ? 1 : 0)));
        out.put((byte) sense.key());
        out.putShort((short) sense.asc());
        out.position(7).put((byte) descriptors);
        if (valid) {
            out.put((byte) 0x00).put((byte) (INFORMATION_DESCRIPTOR_BYTES - 2));
            out.put((byte) VALID).put((byte) 0);
            out.putLong(sense.information().getAsLong());
        }
        if (command) {
            out.put((byte) COMMAND_DESCRIPTOR_TYPE).put((byte) (COMMAND_DESCRIPTOR_BYTES - 2));
            out.putShort((short) 0).putLong(sense.commandSpecific().getAsLong());
        }
        if (specific) {
            out.put((byte) SPECIFIC_DESCRIPTOR_TYPE).put((byte) (SPECIFIC_DESCRIPTOR_BYTES - 2));
            out.putShort((short) 0);
            out.put((byte) (sense.fieldPointer() >> 16)).putShort((short) sense.fieldPointer());
            out.put((byte) 0);
        }
        return out.array();
    }
}
