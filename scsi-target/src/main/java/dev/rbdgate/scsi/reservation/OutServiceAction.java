package dev.rbdgate.scsi.reservation;

/** Service actions of PERSISTENT RESERVE OUT, numbered as in SPC-5 6.17.2. */
public enum OutServiceAction {
    REGISTER,
    RESERVE,
    RELEASE,
    CLEAR,
    PREEMPT,
    PREEMPT_AND_ABORT,
    REGISTER_AND_IGNORE_EXISTING_KEY,
    REGISTER_AND_MOVE,
    REPLACE_LOST_RESERVATION;

    public int code() {
        return ordinal();
    }
}
