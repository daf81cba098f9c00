package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.EventAnswer;
import dev.rbdgate.scsi.TaskManagement.Function;
import dev.rbdgate.scsi.TaskManagement.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Task management function requests and their responses (RFC 7143 11.5 and 11.6). */
final class TaskManager {

    /** Requests that may wait for their turn or for their responses at once. */
    static final int MAX_REQUESTS = 64;

    private static final Logger log = LoggerFactory.getLogger(TaskManager.class);

    private final TaskTable table;
    private final CommandRouter router;
    private final CommandWindow window;
    private final ManagementAnswers answers;
    private final int protocolLevel;
    private final BiConsumer<Function, Response> told;
    private final Runnable afterColdReset;

    /** Requests that wait for the commands numbered before them. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private int requests;

    /** Whose tasks a function aborts. */
    private enum Reach {
        NO_MORE_THAN_ONE_TASK,
        ONE_UNIT,
        EVERY_UNIT
    }

    private record Waiting(
            TaskManagementRequest request, Function function, SessionConnection connection) {}

    /**
     * @param protocolLevel as negotiated (RFC 7144 7.1.1)
     * @param told of every function that the device server was asked for
     * @param afterColdReset drops every connection of the target
     */
    TaskManager(
            TaskTable table,
            CommandRouter router,
            CommandWindow window,
            SessionConnections connections,
            int protocolLevel,
            BiConsumer<Function, Response> told,
            Runnable afterColdReset) {
        this.table = table;
        this.router = router;
        this.window = window;
        this.answers = new ManagementAnswers(connections);
        this.protocolLevel = protocolLevel;
        this.told = told;
        this.afterColdReset = afterColdReset;
    }

    /** Whether another request can be taken. */
    boolean hasRoom() {
        return requests + waiting.size() < MAX_REQUESTS;
    }

    /** The initiator has told what it has: sends the answers that waited for that. */
    void statusAcknowledged() {
        answers.statusAcknowledged();
    }

    void manage(TaskManagementRequest request, SessionConnection connection) {
        switch (ManagementFunction.of(request.function())) {
            case ManagementFunction.Scsi(Function function, int level) -> {
                if (level > protocolLevel) {
                    ManagementAnswers.send(request, connection, Response.FUNCTION_NOT_SUPPORTED);
                } else {
                    manage(request, function, connection);
                }
            }
            case ManagementFunction.QueryAsynchronousEvent() -> {
                if (protocolLevel < ManagementFunction.QUERY_LEVEL) {
                    ManagementAnswers.send(request, connection, Response.FUNCTION_NOT_SUPPORTED);
                } else {
                    EventAnswer events = router.queryEvents(request.lun());
                    ManagementAnswers.send(
                            request, connection, events.response(), events.information());
                }
            }
            case ManagementFunction.TaskReassign() ->
                    ManagementAnswers.refuseReassignment(request, connection);
            case ManagementFunction.Unknown() ->
                    ManagementAnswers.send(request, connection, Response.FUNCTION_NOT_SUPPORTED);
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
        statusAcknowledged();
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
        boolean everyUnit = reach(function) == Reach.EVERY_UNIT;
        Set<ScsiTask> later = overtaking(request, connection);
        // The device server has not seen these yet, or has done with them.
        table.chosen(task ->
                        task.isOwn()
                                && (everyUnit || task.lun() == request.lun())
                                && !later.contains(task))
                .forEach(Task::abort);
        forward(
                request,
                connection,
                new TaskManagement.Request(function, request.lun(), null, later));
    }

    /**
     * The tasks that were sent after a request and came before it, on other connections: a function
     * covers tasks of lower numbers only, and the others are answered (RFC 7143 11.5.1). On its own
     * connection what came before it was sent before it, whatever number an initiator gives it.
     */
    private Set<ScsiTask> overtaking(TaskManagementRequest request, SessionConnection connection) {
        return Set.copyOf(
                table.chosen(task ->
                        task.connection() != connection && isAfter(task.command(), request)));
    }

    /** An immediate command repeats the number of the one that is sent next. */
    private static boolean isAfter(ScsiCommand command, TaskManagementRequest request) {
        int distance = command.cmdSn() - request.cmdSn();
        return command.immediate() ? distance > 0 : distance >= 0;
    }

    private void abortTask(TaskManagementRequest request, SessionConnection connection) {
        Task task = table.find(request.referencedTaskTag());
        if (task == null || task.lun() != request.lun()) {
            boolean mayStillCome =
                    task == null
                            && request.refCmdSn() - request.cmdSn() < 0
                            && window.cancel(request.refCmdSn(), request.referencedTaskTag());
            tell(
                    request,
                    connection,
                    Function.ABORT_TASK,
                    mayStillCome ? Response.FUNCTION_COMPLETE : Response.TASK_DOES_NOT_EXIST);
        } else if (task.isOwn()) {
            task.abort();
            tell(request, connection, Function.ABORT_TASK, Response.FUNCTION_COMPLETE);
        } else {
            forward(request, connection, Function.ABORT_TASK, task);
        }
    }

    private void tell(
            TaskManagementRequest request,
            SessionConnection connection,
            Function function,
            Response response) {
        told.accept(function, response);
        ManagementAnswers.send(request, connection, response);
    }

    private void queryTask(TaskManagementRequest request, SessionConnection connection) {
        Task task = table.find(request.referencedTaskTag());
        if (task == null || task.lun() != request.lun()) {
            ManagementAnswers.send(request, connection, Response.FUNCTION_COMPLETE);
        } else if (task.isOwn()) {
            ManagementAnswers.send(request, connection, Response.FUNCTION_SUCCEEDED);
        } else {
            forward(request, connection, Function.QUERY_TASK, task);
        }
    }

    private void forward(
            TaskManagementRequest request,
            SessionConnection connection,
            Function function,
            @Nullable Task task) {
        forward(request, connection, new TaskManagement.Request(function, request.lun(), task));
    }

    private void forward(
            TaskManagementRequest request,
            SessionConnection connection,
            TaskManagement.Request asked) {
        requests++;
        if (!request.immediate()) {
            window.started();
        }
        var _ =
                router.manage(asked)
                        .whenComplete((response, failure) ->
                                table.onEventLoop(() ->
                                        answered(
                                                request,
                                                connection,
                                                asked.function(),
                                                Optional.ofNullable(response)
                                                        .map(it -> settled(asked, it)),
                                                failure)));
    }

    /**
     * The response once every task that has ended has sent its own. A task that ends while it is
     * being aborted either has sent it, and does not exist any more, or never will.
     */
    private Response settled(TaskManagement.Request asked, Response response) {
        table.finishCompleted();
        if (asked.function() != Function.ABORT_TASK || !(asked.task() instanceof Task task)) {
            return response;
        }
        if (task.isEnded() && !task.isAborted()) {
            return Response.TASK_DOES_NOT_EXIST;
        }
        task.abort();
        return Response.FUNCTION_COMPLETE;
    }

    private void answered(
            TaskManagementRequest request,
            SessionConnection connection,
            Function function,
            Optional<Response> response,
            @Nullable Throwable failure) {
        if (failure != null) {
            log.error("{} failed", function, failure);
        }
        Runnable answer = () -> answer(request, connection, function, response);
        if (reach(function) == Reach.NO_MORE_THAN_ONE_TASK) {
            answer.run();
        } else {
            answers.afterOthersHaveTheirs(connection, answer);
        }
    }

    private void answer(
            TaskManagementRequest request,
            SessionConnection connection,
            Function function,
            Optional<Response> response) {
        requests--;
        if (!request.immediate()) {
            window.ended();
        }
        Response sent = response.orElse(Response.FUNCTION_REJECTED);
        tell(request, connection, function, sent);
        connection.out().flush();
        if (function == Function.TARGET_COLD_RESET
                && response.equals(Optional.of(Response.FUNCTION_COMPLETE))) {
            afterColdReset.run();
        }
    }

    private static Reach reach(Function function) {
        return switch (function) {
            case ABORT_TASK, QUERY_TASK, QUERY_TASK_SET, CLEAR_ACA -> Reach.NO_MORE_THAN_ONE_TASK;
            case ABORT_TASK_SET, CLEAR_TASK_SET, LOGICAL_UNIT_RESET -> Reach.ONE_UNIT;
            case TARGET_WARM_RESET, TARGET_COLD_RESET, I_T_NEXUS_RESET -> Reach.EVERY_UNIT;
        };
    }
}
