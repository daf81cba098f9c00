package dev.rbdgate.scsi.reservation;

/** Service actions of PERSISTENT RESERVE OUT with their codes (SPC-5 6.17.2). */
public enum OutServiceAction {
    REGISTER(0x00),
    RESERVE(0x01),
    RELEASE(0x02),
    CLEAR(0x03),
    PREEMPT(0x04),
    PREEMPT_AND_ABORT(0x05),
    REGISTER_AND_IGNORE_EXISTING_KEY(0x06),
    REGISTER_AND_MOVE(0x07),
    REPLACE_LOST_RESERVATION(0x08);

    private final int code;

    OutServiceAction(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
