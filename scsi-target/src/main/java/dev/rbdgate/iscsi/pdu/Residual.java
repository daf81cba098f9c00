package dev.rbdgate.iscsi.pdu;

import io.netty.buffer.ByteBuf;

/**
 * How far the bytes moved differ from the bytes expected (RFC 7143 11.4.5).
 *
 * @param overflow whether the command had more to move than the initiator expected; otherwise less
 * @param bytes unsigned 32 bits on the wire; 0 when all is as expected
 */
public record Residual(boolean overflow, long bytes) {

    public static final Residual NONE = new Residual(false, 0);

    private static final int OVERFLOW = 0x04;
    private static final int UNDERFLOW = 0x02;

    /** The bidirectional read residual has its flags two places to the left. */
    private static final int BIDIRECTIONAL_SHIFT = 2;

    private static final long MAX = 0xffffffffL;

    /**
     * @param expected what the initiator expected
     * @param full what the command wanted to move
     * @param moved what it did move, at most {@code expected}
     */
    public static Residual of(long expected, long full, long moved) {
        if (full > expected) {
            return new Residual(true, Math.min(full - expected, MAX));
        }
        return moved == expected ? NONE : new Residual(false, expected - moved);
    }

    int flags() {
        return bytes == 0 ? 0 : overflow ? OVERFLOW : UNDERFLOW;
    }

    int bidirectionalFlags() {
        return flags() << BIDIRECTIONAL_SHIFT;
    }

    static Residual decode(ByteBuf header, int at, int countAt) {
        return of(header.getByte(at + Bhs.FLAGS), header.getUnsignedInt(at + countAt));
    }

    static Residual decodeBidirectional(ByteBuf header, int at, int countAt) {
        return of(
                header.getByte(at + Bhs.FLAGS) >> BIDIRECTIONAL_SHIFT,
                header.getUnsignedInt(at + countAt));
    }

    private static Residual of(int flags, long bytes) {
        return (flags & (OVERFLOW | UNDERFLOW)) == 0
                ? NONE
                : new Residual((flags & OVERFLOW) != 0, bytes);
    }
}
