package dev.rbdgate.scsi.reservation;

/** Service actions of PERSISTENT RESERVE IN with their codes (SPC-5 6.16.1). */
public enum InServiceAction {
    READ_KEYS(0x00),
    READ_RESERVATION(0x01),
    REPORT_CAPABILITIES(0x02),
    READ_FULL_STATUS(0x03);

    private final int code;

    InServiceAction(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
