package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.EventAnswer;
import dev.rbdgate.scsi.TaskManagement.Function;
import dev.rbdgate.scsi.TaskManagement.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Task management function requests and their responses (RFC 7143 11.5 and 11.6). */
final class TaskManager {

    /** Requests that may wait for their turn or for their responses at once. */
    static final int MAX_REQUESTS = 64;

    private static final Logger log = LoggerFactory.getLogger(TaskManager.class);

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
    private final int protocolLevel;
    private final Runnable afterColdReset;

    /** Requests that wait for the commands numbered before them. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private int requests;

    private record Waiting(
            TaskManagementRequest request, Function function, SessionConnection connection) {}

    /**
     * @param protocolLevel as negotiated (RFC 7144 7.1.1)
     * @param afterColdReset drops every connection of the target
     */
    TaskManager(
            TaskTable table,
            CommandRouter router,
            CommandWindow window,
            int protocolLevel,
            Runnable afterColdReset) {
        this.table = table;
        this.router = router;
        this.window = window;
        this.protocolLevel = protocolLevel;
        this.afterColdReset = afterColdReset;
    }

    /** Whether another request can be taken. */
    boolean hasRoom() {
        return requests + waiting.size() < MAX_REQUESTS;
    }

    void manage(TaskManagementRequest request, SessionConnection connection) {
        switch (ManagementFunction.of(request.function())) {
            case ManagementFunction.Scsi(Function function, int level) -> {
                if (level > protocolLevel) {
                    answer(request, connection, NOT_SUPPORTED);
                } else {
                    manage(request, function, connection);
                }
            }
            case ManagementFunction.QueryAsynchronousEvent() -> {
                if (protocolLevel < ManagementFunction.QUERY_LEVEL) {
                    answer(request, connection, NOT_SUPPORTED);
                } else {
                    EventAnswer events = router.queryEvents(request.lun());
                    answer(request, connection, code(events.response()), events.information());
                }
            }
            case ManagementFunction.TaskReassign() ->
                    answer(request, connection, REASSIGNMENT_NOT_SUPPORTED);
            case ManagementFunction.Unknown() -> answer(request, connection, NOT_SUPPORTED);
        }
    }

    /** The window has moved: carries out what waited for that. */
    void commandsReceived() {
        while (!waiting.isEmpty() && !isEarly(waiting.peek().request())) {
            Waiting next = waiting.remove();
            abortMany(next.request(), next.function(), next.connection());
        }
    }

    /** Forgets the requests of a connection that is gone. */
    void connectionLost(SessionConnection connection) {
        waiting.removeIf(request -> request.connection() == connection);
    }

    private void manage(
            TaskManagementRequest request, Function function, SessionConnection connection) {
        switch (function) {
            case ABORT_TASK -> abortTask(request, connection);
            case QUERY_TASK -> queryTask(request, connection);
            case CLEAR_ACA, QUERY_TASK_SET -> forward(request, connection, function, null);
            case ABORT_TASK_SET,
                    CLEAR_TASK_SET,
                    LOGICAL_UNIT_RESET,
                    TARGET_WARM_RESET,
                    TARGET_COLD_RESET,
                    I_T_NEXUS_RESET -> {
                if (isEarly(request)) {
                    waiting.add(new Waiting(request, function, connection));
                } else {
                    abortMany(request, function, connection);
                }
            }
        }
    }

    /**
     * Whether commands that it is to affect are still on their way (RFC 7143 4.2.3.3, step b). A
     * number that no command can have yet is none to wait for.
     */
    private boolean isEarly(TaskManagementRequest request) {
        return request.immediate()
                && request.cmdSn() - window.expCmdSn() > 0
                && request.cmdSn() - window.maxCmdSn() <= 1;
    }

    private void abortMany(
            TaskManagementRequest request, Function function, SessionConnection connection) {
        boolean oneUnit =
                switch (function) {
                    case ABORT_TASK_SET, CLEAR_TASK_SET, LOGICAL_UNIT_RESET -> true;
                    case TARGET_WARM_RESET,
                            TARGET_COLD_RESET,
                            I_T_NEXUS_RESET,
                            ABORT_TASK,
                            QUERY_TASK,
                            QUERY_TASK_SET,
                            CLEAR_ACA ->
                            false;
                };
        table.abortOwn(task -> !oneUnit || task.lun() == request.lun());
        forward(request, connection, function, null);
    }

    private void abortTask(TaskManagementRequest request, SessionConnection connection) {
        Task task = table.find(request.referencedTaskTag());
        if (task == null || task.lun() != request.lun()) {
            boolean mayStillCome =
                    task == null
                            && request.refCmdSn() - request.cmdSn() < 0
                            && window.isExpected(request.refCmdSn())
                            && window.plug(request.refCmdSn()) != CommandWindow.Verdict.IGNORED;
            answer(request, connection, mayStillCome ? COMPLETE : TASK_DOES_NOT_EXIST);
        } else if (task.isOwn()) {
            task.abort();
            answer(request, connection, COMPLETE);
        } else {
            forward(request, connection, Function.ABORT_TASK, task);
        }
    }

    private void queryTask(TaskManagementRequest request, SessionConnection connection) {
        Task task = table.find(request.referencedTaskTag());
        if (task == null || task.lun() != request.lun()) {
            answer(request, connection, COMPLETE);
        } else if (task.isOwn()) {
            answer(request, connection, SUCCEEDED);
        } else {
            forward(request, connection, Function.QUERY_TASK, task);
        }
    }

    private void forward(
            TaskManagementRequest request,
            SessionConnection connection,
            Function function,
            @Nullable Task task) {
        requests++;
        if (!request.immediate()) {
            window.started();
        }
        var _ =
                router.manage(new TaskManagement.Request(function, request.lun(), task))
                        .whenComplete((response, failure) ->
                                table.onEventLoop(() ->
                                        answered(
                                                request,
                                                connection,
                                                function,
                                                Optional.ofNullable(response),
                                                failure)));
    }

    private void answered(
            TaskManagementRequest request,
            SessionConnection connection,
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
        answer(request, connection, response.map(TaskManager::code).orElse(REJECTED));
        connection.out().flush();
        if (function == Function.TARGET_COLD_RESET
                && response.equals(Optional.of(Response.FUNCTION_COMPLETE))) {
            afterColdReset.run();
        }
    }

    private static void answer(
            TaskManagementRequest request, SessionConnection connection, int response) {
        answer(request, connection, response, 0);
    }

    private static void answer(
            TaskManagementRequest request,
            SessionConnection connection,
            int response,
            int information) {
        connection
                .out()
                .status(numbers ->
                        new TaskManagementResponse(
                                response, information, request.initiatorTaskTag(), numbers));
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
