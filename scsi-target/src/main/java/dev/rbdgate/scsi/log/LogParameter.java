package dev.rbdgate.scsi.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A parameter of a log page (SPC-5 7.3.2.2).
 *
 * @param counter whether it is a data counter, else a list that has no threshold and is not reset
 * @param value as of now; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
record LogParameter(int code, boolean counter, byte[] value) {

    static final int HEADER_BYTES = 4;

    /** TSD: it is not saved by the unit on its own. */
    private static final int TSD = 0x20;

    /** FORMAT AND LINKING. */
    private static final int UNBOUNDED_COUNTER = 0b10;

    private static final int BINARY_LIST = 0b11;

    static LogParameter counter(int code, long value) {
        return new LogParameter(code, true, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    static LogParameter list(int code, byte... value) {
        return new LogParameter(code, false, value);
    }

    /** On the wire, with the values that PC asks for. */
    byte[] render(PageControl control) {
        int flags = TSD | (counter ? UNBOUNDED_COUNTER : BINARY_LIST);
        byte[] shown = value;
        if (counter) {
            shown =
                    switch (control) {
                        case CUMULATIVE -> value;
                        case DEFAULT_CUMULATIVE -> new byte[value.length];
                        case THRESHOLD, DEFAULT_THRESHOLD -> unreachable(value.length);
                    };
        }
        return ByteBuffer.allocate(HEADER_BYTES + shown.length)
                .putShort((short) code)
                .put((byte) flags)
                .put((byte) shown.length)
                .put(shown)
                .array();
    }

    /** A threshold that no counter reaches: none is compared (ETC is 0). */
    private static byte[] unreachable(int length) {
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 0xff);
        return ones;
    }
}
