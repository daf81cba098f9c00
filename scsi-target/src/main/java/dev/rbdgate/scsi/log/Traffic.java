package dev.rbdgate.scsi.log;

/** What a command counts as in the log pages. */
public enum Traffic {
    /** It moves no logical blocks. */
    NONE,
    READ,
    WRITE,
    VERIFY
}
