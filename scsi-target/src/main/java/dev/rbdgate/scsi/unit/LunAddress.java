package dev.rbdgate.scsi.unit;

/** The single level LUN structure (SAM-5 4.7.5). */
public final class LunAddress {

    /** For addresses that no logical unit of ours can have. */
    public static final int NONE = -1;

    /**
     * The REPORT LUNS well known logical unit (SPC-5 8.2), in extended addressing (SAM-5 4.7.7).
     */
    static final long REPORT_LUNS_WELL_KNOWN = 0xc101_0000_0000_0000L;

    private static final long LOWER_LEVELS = 0xffff_ffff_ffffL;
    private static final int PERIPHERAL = 0b00;
    private static final int FLAT_SPACE = 0b01;
    private static final int MAX_PERIPHERAL = 0xff;
    private static final int MAX_FLAT = 0x3fff;

    private LunAddress() {}

    /**
     * @param lun 0 to 16383
     * @return eight bytes as on the wire, in the form that REPORT LUNS tells
     */
    static long encode(int lun) {
        long first = lun <= MAX_PERIPHERAL ? lun : FLAT_SPACE << 14 | lun;
        return first << 48;
    }

    /**
     * @param lun eight bytes as on the wire
     * @return 0 to 16383, or {@link #NONE}
     */
    public static int decode(long lun) {
        if ((lun & LOWER_LEVELS) != 0) {
            return NONE;
        }
        int first = (int) (lun >>> 48);
        return switch (first >>> 14) {
            // Below the addressing method is the bus identifier, which is 0 for this level.
            case PERIPHERAL -> first <= MAX_PERIPHERAL ? first : NONE;
            case FLAT_SPACE -> first & MAX_FLAT;
            default -> NONE;
        };
    }
}
