package dev.rbdgate.scsi.reservation;

/** Service actions of PERSISTENT RESERVE IN, numbered as in SPC-5 6.16.1. */
public enum InServiceAction {
    READ_KEYS,
    READ_RESERVATION,
    REPORT_CAPABILITIES,
    READ_FULL_STATUS;

    public int code() {
        return ordinal();
    }
}
