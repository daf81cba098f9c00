package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.scsi.TaskManagement.Response;
import java.util.ArrayDeque;
import java.util.Deque;

/** Sends the answers to task management requests (RFC 7143 11.6). */
final class ManagementAnswers {

    /** Response codes (RFC 7143 11.6.1). */
    private static final int COMPLETE = 0;

    private static final int TASK_DOES_NOT_EXIST = 1;
    private static final int LUN_DOES_NOT_EXIST = 2;
    private static final int REASSIGNMENT_NOT_SUPPORTED = 4;
    private static final int NOT_SUPPORTED = 5;
    private static final int SUCCEEDED = 7;
    private static final int REJECTED = 255;

    private final SessionConnections connections;

    /** Answers that wait; no more than requests are taken. */
    private final Deque<ResponseFence> fences = new ArrayDeque<>();

    ManagementAnswers(SessionConnections connections) {
        this.connections = connections;
    }

    static void send(
            TaskManagementRequest request, SessionConnection connection, Response response) {
        send(request, connection, response, 0);
    }

    /**
     * @param information the additional response information
     */
    static void send(
            TaskManagementRequest request,
            SessionConnection connection,
            Response response,
            int information) {
        send(request, connection, code(response), information);
    }

    /** At error recovery level 0 a task stays with its connection. */
    static void refuseReassignment(TaskManagementRequest request, SessionConnection connection) {
        send(request, connection, REASSIGNMENT_NOT_SUPPORTED, 0);
    }

    /** Runs what sends an answer when the other connections' initiator has what came before it. */
    void afterOthersHaveTheirs(SessionConnection own, Runnable answer) {
        ResponseFence fence = new ResponseFence(connections.all(), own, answer);
        if (!fence.open()) {
            fences.add(fence);
        }
    }

    /** The initiator has told what it has. */
    void statusAcknowledged() {
        if (!fences.isEmpty()) {
            fences.removeIf(ResponseFence::open);
        }
    }

    private static void send(
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
