package dev.rbdgate.scsi.log;

/** Which values of the parameters are meant (PC, SPC-5 6.8). */
public enum PageControl {
    THRESHOLD,
    CUMULATIVE,
    DEFAULT_THRESHOLD,
    DEFAULT_CUMULATIVE;

    /**
     * @param code two bits
     */
    public static PageControl of(int code) {
        return values()[code];
    }
}
