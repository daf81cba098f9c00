package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.AsyncMessage;
import dev.rbdgate.scsi.Sense;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a session tells its initiator unasked (RFC 7143 11.9). Of the event loop. */
final class SessionNotices {

    private static final Logger log = LoggerFactory.getLogger(SessionNotices.class);

    private final Session session;
    private final SessionConnections connections;
    private final int time2WaitSeconds;
    private boolean logoutRequested;

    /** Whether all connections are being closed, so that none need be told of another. */
    private boolean ending;

    SessionNotices(Session session, SessionConnections connections, int time2WaitSeconds) {
        this.session = session;
        this.connections = connections;
        this.time2WaitSeconds = time2WaitSeconds;
    }

    /** Event 0, on any connection: a unit attention waits. */
    void tellEvent(long lun, Sense sense) {
        connections.all().stream()
                .findFirst()
                .ifPresent(connection ->
                        send(
                                connection,
                                lun,
                                AsyncMessage.SCSI_EVENT,
                                0,
                                0,
                                0,
                                SenseData.of(sense)));
    }

    /** Event 1, on every connection: each is to be logged out, or is closed after that time. */
    void requestLogout(Duration within, String reason) {
        if (session.isLost() || logoutRequested) {
            return;
        }
        logoutRequested = true;
        log.info("{} is asked to log out: {}", session, reason);
        int seconds = Math.clamp(within.toSeconds(), 1, Short.MAX_VALUE);
        for (SessionConnection connection : connections.all()) {
            send(
                    connection,
                    0,
                    AsyncMessage.LOGOUT_REQUESTED,
                    0,
                    0,
                    seconds,
                    Unpooled.EMPTY_BUFFER);
        }
        ScheduledFuture<?> end =
                session.eventLoop()
                        .schedule(() -> drop(reason), within.toNanos(), TimeUnit.NANOSECONDS);
        var _ = session.ended().thenRun(() -> end.cancel(false));
    }

    /** Event 2, on another connection: that one is gone, and what ran on it. */
    void tellDropped(SessionConnection gone) {
        if (ending) {
            return;
        }
        connections.all().stream()
                .findFirst()
                .ifPresent(connection ->
                        send(
                                connection,
                                0,
                                AsyncMessage.CONNECTION_DROPPED,
                                gone.cid(),
                                time2WaitSeconds,
                                0,
                                Unpooled.EMPTY_BUFFER));
    }

    /** Every connection is being closed as the initiator asked. */
    void end() {
        ending = true;
    }

    /** Event 3, then the end of all connections. */
    void drop(String reason) {
        if (session.isLost()) {
            return;
        }
        log.info("{} is closed: {}", session, reason);
        ending = true;
        connections.all().stream()
                .findFirst()
                .ifPresent(connection ->
                        send(
                                connection,
                                0,
                                AsyncMessage.SESSION_DROPPED,
                                0,
                                time2WaitSeconds,
                                0,
                                Unpooled.EMPTY_BUFFER));
        connections.all().forEach(connection -> connection.connection().drop());
    }

    private static void send(
            SessionConnection connection,
            long lun,
            int event,
            int parameter1,
            int parameter2,
            int parameter3,
            ByteBuf data) {
        connection
                .out()
                .status(numbers ->
                        new AsyncMessage(
                                lun, numbers, event, parameter1, parameter2, parameter3, data));
        connection.out().flush();
    }
}
