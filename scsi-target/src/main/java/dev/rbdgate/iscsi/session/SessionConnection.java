package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.text.SessionParameters;

/**
 * One connection of a session, as its tasks see it: all that is sent for a task goes out on the
 * connection that its command came in on (RFC 7143 4.2.2.3, connection allegiance).
 */
final class SessionConnection {

    private final Connection connection;
    private final int cid;
    private final Outbox out;
    private SessionParameters parameters;
    private int acknowledged;
    private boolean closed;

    /**
     * @param parameters those of the session, with what this connection agreed on
     */
    SessionConnection(Connection connection, int cid, Outbox out, SessionParameters parameters) {
        this.connection = connection;
        this.cid = cid;
        this.out = out;
        this.parameters = parameters;
        this.acknowledged = out.nextStatSn();
    }

    Connection connection() {
        return connection;
    }

    /** The initiator's identifier for it (RFC 7143 11.12.7). */
    int cid() {
        return cid;
    }

    Outbox out() {
        return out;
    }

    SessionParameters parameters() {
        return parameters;
    }

    /** The initiator has declared another limit on data segments. */
    void useInitiatorSegmentBytes(int bytes) {
        parameters = parameters.withInitiatorSegmentBytes(bytes);
    }

    /** The StatSN before which the initiator has everything. */
    int acknowledged() {
        return acknowledged;
    }

    /** Takes the initiator's ExpStatSN; one from the past or the future says nothing. */
    void acknowledge(int expStatSn) {
        if (expStatSn - acknowledged > 0 && expStatSn - out.nextStatSn() <= 0) {
            acknowledged = expStatSn;
        }
    }

    boolean isWritable() {
        return connection.channel().isWritable();
    }

    /** Whether it no longer belongs to its session. */
    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "connection " + cid + " from " + connection.remoteAddress();
    }
}
