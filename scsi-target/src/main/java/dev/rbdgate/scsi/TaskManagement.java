package dev.rbdgate.scsi;

import org.jspecify.annotations.Nullable;

/** Task management functions (SAM-5 7). */
public final class TaskManagement {

    private TaskManagement() {}

    /** The functions, as RFC 7143 11.5.1 and RFC 7144 4 number them on the wire. */
    public enum Function {
        ABORT_TASK,
        ABORT_TASK_SET,
        CLEAR_ACA,
        CLEAR_TASK_SET,
        LOGICAL_UNIT_RESET,
        TARGET_WARM_RESET,
        TARGET_COLD_RESET,
        QUERY_TASK,
        QUERY_TASK_SET,
        I_T_NEXUS_RESET,
        QUERY_ASYNCHRONOUS_EVENT
    }

    /**
     * @param lun as on the wire; ignored by functions that have no LUN
     * @param task the referenced task of ABORT TASK and QUERY TASK, null if the session has none
     */
    public record Request(Function function, long lun, @Nullable ScsiTask task) {}

    /** Service responses. */
    public enum Response {
        FUNCTION_COMPLETE,
        FUNCTION_SUCCEEDED,
        FUNCTION_REJECTED,
        FUNCTION_NOT_SUPPORTED,
        TASK_DOES_NOT_EXIST,
        INCORRECT_LUN
    }
}
