package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.Function;
import dev.rbdgate.scsi.TaskManagement.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Task management function requests and their responses (RFC 7143 11.5 and 11.6). */
final class TaskManager {

    /** Requests that may wait for their responses at once. */
    static final int MAX_REQUESTS = 64;

    private static final Logger log = LoggerFactory.getLogger(TaskManager.class);

    /** Function codes (RFC 7143 11.5.1). */
    private static final int TASK_REASSIGN = 8;

    /** Response codes (RFC 7143 11.6.1). */
    private static final int COMPLETE = 0;

    private static final int TASK_DOES_NOT_EXIST = 1;
    private static final int LUN_DOES_NOT_EXIST = 2;
    private static final int REASSIGNMENT_NOT_SUPPORTED = 4;
    private static final int NOT_SUPPORTED = 5;
    private static final int SUCCEEDED = 7;
    private static final int REJECTED = 255;

    private final TaskTable table;
    private final CommandRouter router;
    private final CommandWindow window;
    private final Outbox out;
    private final Runnable afterColdReset;
    private int requests;

    /**
     * @param afterColdReset drops every connection of the target
     */
    TaskManager(
            TaskTable table,
            CommandRouter router,
            CommandWindow window,
            Outbox out,
            Runnable afterColdReset) {
        this.table = table;
        this.router = router;
        this.window = window;
        this.out = out;
        this.afterColdReset = afterColdReset;
    }

    /** Whether another request can be taken. */
    boolean hasRoom() {
        return requests < MAX_REQUESTS;
    }

    void manage(TaskManagementRequest request) {
        if (request.function() == TASK_REASSIGN) {
            answer(request, REASSIGNMENT_NOT_SUPPORTED);
            return;
        }
        Function function = function(request.function());
        if (function == null) {
            answer(request, NOT_SUPPORTED);
            return;
        }
        switch (function) {
            case ABORT_TASK -> abortTask(request);
            case ABORT_TASK_SET, CLEAR_TASK_SET, LOGICAL_UNIT_RESET -> {
                table.abortOwn(task -> task.lun() == request.lun());
                forward(request, new TaskManagement.Request(function, request.lun(), null));
            }
            case TARGET_WARM_RESET, TARGET_COLD_RESET -> {
                table.abortOwn(_ -> true);
                forward(request, new TaskManagement.Request(function, request.lun(), null));
            }
            case CLEAR_ACA ->
                    forward(request, new TaskManagement.Request(function, request.lun(), null));
            case QUERY_TASK, QUERY_TASK_SET, I_T_NEXUS_RESET, QUERY_ASYNCHRONOUS_EVENT ->
                    // They belong to protocol level 2, which is not negotiated (RFC 7144 4).
                    answer(request, NOT_SUPPORTED);
        }
    }

    private void abortTask(TaskManagementRequest request) {
        Task task = table.find(request.referencedTaskTag());
        if (task == null || task.lun() != request.lun()) {
            boolean mayStillCome =
                    task == null
                            && request.refCmdSn() != request.cmdSn()
                            && window.isExpected(request.refCmdSn())
                            && window.plug(request.refCmdSn()) != CommandWindow.Verdict.IGNORED;
            answer(request, mayStillCome ? COMPLETE : TASK_DOES_NOT_EXIST);
        } else if (task.isOwn()) {
            task.abort();
            answer(request, COMPLETE);
        } else {
            forward(request, new TaskManagement.Request(Function.ABORT_TASK, request.lun(), task));
        }
    }

    private void forward(TaskManagementRequest request, TaskManagement.Request function) {
        requests++;
        if (!request.immediate()) {
            window.started();
        }
        var _ =
                router.manage(function)
                        .whenComplete((response, failure) ->
                                table.onEventLoop(() ->
                                        answered(
                                                request,
                                                function.function(),
                                                Optional.ofNullable(response),
                                                failure)));
    }

    private void answered(
            TaskManagementRequest request,
            Function function,
            Optional<Response> response,
            @Nullable Throwable failure) {
        requests--;
        if (!request.immediate()) {
            window.ended();
        }
        if (failure != null) {
            log.error("{} failed", function, failure);
        }
        answer(request, response.map(TaskManager::code).orElse(REJECTED));
        out.flush();
        if (function == Function.TARGET_COLD_RESET
                && response.equals(Optional.of(Response.FUNCTION_COMPLETE))) {
            afterColdReset.run();
        }
    }

    private void answer(TaskManagementRequest request, int response) {
        out.status(numbers ->
                new TaskManagementResponse(response, request.initiatorTaskTag(), numbers));
    }

    private static @Nullable Function function(int code) {
        return switch (code) {
            case 1 -> Function.ABORT_TASK;
            case 2 -> Function.ABORT_TASK_SET;
            case 3 -> Function.CLEAR_ACA;
            case 4 -> Function.CLEAR_TASK_SET;
            case 5 -> Function.LOGICAL_UNIT_RESET;
            case 6 -> Function.TARGET_WARM_RESET;
            case 7 -> Function.TARGET_COLD_RESET;
            case 9 -> Function.QUERY_TASK;
            case 10 -> Function.QUERY_TASK_SET;
            case 11 -> Function.I_T_NEXUS_RESET;
            case 12 -> Function.QUERY_ASYNCHRONOUS_EVENT;
            default -> null;
        };
    }

    private static int code(Response response) {
        return switch (response) {
            case FUNCTION_COMPLETE -> COMPLETE;
            case FUNCTION_SUCCEEDED -> SUCCEEDED;
            case FUNCTION_REJECTED -> REJECTED;
            case FUNCTION_NOT_SUPPORTED -> NOT_SUPPORTED;
            case TASK_DOES_NOT_EXIST -> TASK_DOES_NOT_EXIST;
            case INCORRECT_LUN -> LUN_DOES_NOT_EXIST;
        };
    }
}
