package dev.rbdgate.scsi.copy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who a logical unit is, by a designator of the device identification page (SPC-5 7.7.6.1).
 *
 * @param codeSet 1 binary, 2 ASCII, 3 UTF-8
 * @param association 0 for the logical unit
 */
@SuppressWarnings("ArrayRecordComponent") // compared with equals here, never changed
public record Designation(int codeSet, int association, int type, byte[] designator) {

    static final int BINARY = 1;
    static final int NAA = 3;
    private static final int ASCII = 2;
    private static final int LOGICAL_UNIT = 0;
    private static final int T10_VENDOR_ID = 1;
    private static final String VENDOR = "RBDGATE ";

    /**
     * Whether it designates the unit with this NAA designator and serial number. The unit's SCSI
     * name string says the same as its NAA designator, and is too long for a CSCD descriptor.
     */
    public boolean names(long naa, String serial) {
        if (association != LOGICAL_UNIT) {
            return false;
        }
        return switch (type) {
            case NAA ->
                    codeSet == BINARY
                            && designator.length == Long.BYTES
                            && ByteBuffer.wrap(designator).getLong() == naa;
            case T10_VENDOR_ID ->
                    codeSet == ASCII
                            && Arrays.equals(
                                    designator,
                                    (VENDOR + serial).getBytes(StandardCharsets.US_ASCII));
            default -> false;
        };
    }

    @Override
    public String toString() {
        return "designator type %d %s".formatted(type, HexFormat.of().formatHex(designator));
    }
}
