package dev.rbdgate.scsi;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Task management functions (SAM-5 7). */
public final class TaskManagement {

    private TaskManagement() {}

    /** The functions, but for the query of events, which has an answer of its own. */
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
        I_T_NEXUS_RESET
    }

    /**
     * @param lun as on the wire; ignored by functions that have no LUN
     * @param task the referenced task of ABORT TASK and QUERY TASK, null if the session has none
     * @param later tasks of the same nexus that a function for many does not affect: the initiator
     *     sent them after it, and they overtook it (RFC 7143 11.5.1)
     */
    public record Request(
            Function function, long lun, @Nullable ScsiTask task, Set<ScsiTask> later) {

        /** A request that nothing has overtaken. */
        public Request(Function function, long lun, @Nullable ScsiTask task) {
            this(function, lun, task, Set.of());
        }
    }

    /**
     * The answer to QUERY ASYNCHRONOUS EVENT (SAM-5 7.10), which is the only function that says
     * more than a service response.
     *
     * @param information the additional response information, 24 bits: how many conditions wait,
     *     then sense key and additional sense code of the one that is told first; 0 if none waits
     */
    public record EventAnswer(Response response, int information) {}

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
