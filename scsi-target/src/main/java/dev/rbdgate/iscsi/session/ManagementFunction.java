package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.TaskManagement;

/** The function codes of task management requests (RFC 7143 11.5.1, RFC 7144 5.2). */
sealed interface ManagementFunction {

    /**
     * One that the device server carries out.
     *
     * @param protocolLevel from which it may be asked for
     */
    record Scsi(TaskManagement.Function function, int protocolLevel)
            implements ManagementFunction {}

    record QueryAsynchronousEvent() implements ManagementFunction {}

    /** Of error recovery level 2 (RFC 7143 11.5.1, code 8). */
    record TaskReassign() implements ManagementFunction {}

    record Unknown() implements ManagementFunction {}

    /** The level of RFC 7143, which is in force without negotiation. */
    int BASE_LEVEL = 1;

    /** The level of RFC 7144. */
    int QUERY_LEVEL = 2;

    static ManagementFunction of(int code) {
        return switch (code) {
            case 1 -> new Scsi(TaskManagement.Function.ABORT_TASK, BASE_LEVEL);
            case 2 -> new Scsi(TaskManagement.Function.ABORT_TASK_SET, BASE_LEVEL);
            case 3 -> new Scsi(TaskManagement.Function.CLEAR_ACA, BASE_LEVEL);
            case 4 -> new Scsi(TaskManagement.Function.CLEAR_TASK_SET, BASE_LEVEL);
            case 5 -> new Scsi(TaskManagement.Function.LOGICAL_UNIT_RESET, BASE_LEVEL);
            case 6 -> new Scsi(TaskManagement.Function.TARGET_WARM_RESET, BASE_LEVEL);
            case 7 -> new Scsi(TaskManagement.Function.TARGET_COLD_RESET, BASE_LEVEL);
            case 8 -> new TaskReassign();
            case 9 -> new Scsi(TaskManagement.Function.QUERY_TASK, QUERY_LEVEL);
            case 10 -> new Scsi(TaskManagement.Function.QUERY_TASK_SET, QUERY_LEVEL);
            case 11 -> new Scsi(TaskManagement.Function.I_T_NEXUS_RESET, QUERY_LEVEL);
            case 12 -> new QueryAsynchronousEvent();
            default -> new Unknown();
        };
    }
}
