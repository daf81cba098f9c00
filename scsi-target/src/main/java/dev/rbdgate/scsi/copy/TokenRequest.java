package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Refusal;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The parameter list of POPULATE TOKEN (SBC-4 5.13.2). Nothing is copied to make a token, so IMMED
 * makes no difference.
 *
 * @param timeoutSeconds how long the token lives unused
 */
public record TokenRequest(int timeoutSeconds, List<ByteRange> ranges) {

    public static final int HEADER_BYTES = 16;

    /** Longest list. */
    public static final int MAX_BYTES = HEADER_BYTES + CopyLimits.MAX_RANGES * 16;

    private static final int FLAGS_OFFSET = 2;
    private static final int RTV = 0x02;
    private static final int TIMEOUT_OFFSET = 4;
    private static final int ROD_TYPE_OFFSET = 8;
    private static final int RANGES_LENGTH_OFFSET = 14;

    /**
     * @throws Refusal 05/1A/00, 05/26/xx or 05/21/00
     */
    public static TokenRequest parse(ByteBuffer list, CopyUnit unit) {
        List<ByteRange> ranges = RangeList.parse(list, RANGES_LENGTH_OFFSET, unit);
        long timeout = Integer.toUnsignedLong(list.getInt(TIMEOUT_OFFSET));
        if (timeout > CopyLimits.MAX_INACTIVITY_SECONDS) {
            throw Refusal.invalidFieldInParameterList(
                    TIMEOUT_OFFSET, -1, "inactivity timeout of %d s".formatted(timeout));
        }
        if ((list.get(FLAGS_OFFSET) & RTV) != 0 && !isOffered(list.getInt(ROD_TYPE_OFFSET))) {
            throw CopyRefusals.illegal(
                    AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST,
                    ROD_TYPE_OFFSET,
                    "ROD type %08xh".formatted(list.getInt(ROD_TYPE_OFFSET)));
        }
        return new TokenRequest(
                timeout == 0 ? CopyLimits.DEFAULT_INACTIVITY_SECONDS : (int) timeout, ranges);
    }

    private static boolean isOffered(int rodType) {
        return switch (rodType) {
            case TokenFormat.CHANGE_VULNERABLE, TokenFormat.DEFAULT_KIND, TokenFormat.ANY_KIND ->
                    true;
            default -> false;
        };
    }
}
