package dev.rbdgate.iscsi.session;

import java.util.ArrayList;
import java.util.List;

/**
 * Holds back the answer to a function that aborts many tasks until the initiator has what was sent
 * before it on the session's other connections (RFC 7143 4.2.3.3, step e): else a response of a
 * task could arrive after the answer that says the task is gone. Lost connections are not waited
 * for, and one that does not answer is given up by its own limit.
 */
final class ResponseFence {

    /** Any but the reserved one; the answer is looked at for its ExpStatSN only. */
    private static final int TRANSFER_TAG = 1;

    private final List<Mark> marks = new ArrayList<>();
    private final Runnable answer;

    private record Mark(SessionConnection connection, int statSn) {
        boolean isReached() {
            return connection.isClosed() || connection.acknowledged() - statSn >= 0;
        }
    }

    /**
     * Asks the other connections for a sign of what they have.
     *
     * @param own the connection that the answer goes out on
     */
    ResponseFence(List<SessionConnection> connections, SessionConnection own, Runnable answer) {
        this.answer = answer;
        for (SessionConnection other : connections) {
            Mark mark = new Mark(other, other.out().nextStatSn());
            if (other != own && !mark.isReached()) {
                marks.add(mark);
                other.out().ping(TRANSFER_TAG);
            }
        }
    }

    /** Answers if nothing is left to wait for; whether it did. */
    boolean open() {
        marks.removeIf(Mark::isReached);
        if (marks.isEmpty()) {
            answer.run();
            return true;
        }
        return false;
    }
}
