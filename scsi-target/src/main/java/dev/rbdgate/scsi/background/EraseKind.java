package dev.rbdgate.scsi.background;

import dev.rbdgate.scsi.AdditionalSense;

/**
 * For which command all blocks are rewritten, and what is answered meanwhile and after a failure.
 */
public enum EraseKind {
    SANITIZE(1, AdditionalSense.SANITIZE_IN_PROGRESS, AdditionalSense.SANITIZE_COMMAND_FAILED),
    FORMAT(2, AdditionalSense.FORMAT_IN_PROGRESS, AdditionalSense.MEDIUM_FORMAT_CORRUPTED);

    private final int code;
    private final int inProgress;
    private final int failed;

    EraseKind(int code, int inProgress, int failed) {
        this.code = code;
        this.inProgress = inProgress;
        this.failed = failed;
    }

    /** In the unit's record. */
    int code() {
        return code;
    }

    /** Additional sense with NOT READY. */
    int inProgress() {
        return inProgress;
    }

    /** Additional sense with MEDIUM ERROR. */
    int failed() {
        return failed;
    }
}
