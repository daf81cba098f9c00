package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.login.JoinableSession;
import dev.rbdgate.iscsi.login.LoginResult;
import dev.rbdgate.iscsi.text.Declarations;
import dev.rbdgate.scsi.Nexus;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session: the numbering, the tasks and the nexus that its connections share. It ends with the
 * last of them. All of its connections belong to one event loop, and so does all of its state but
 * where a method says otherwise.
 */
public final class Session {

    private final SessionFacts facts;
    private final EventLoop eventLoop;
    private final TargetEnvironment environment;
    private final LoginResult login;
    private final CommandWindow window;
    private final SessionConnections connections = new SessionConnections();
    private final SessionNotices notices;
    private final SessionCounters counters = new SessionCounters();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable ScsiSide scsi;

    /** Set by the event loop, read by the registry. */
    private volatile boolean lost;

    /** Set by the registry before others can see the session; runs before {@link #left}. */
    private volatile CompletableFuture<Void> left = ended;

    /**
     * @param leading the first connection
     */
    Session(
            Connection leading,
            TargetEnvironment environment,
            LoginResult login,
            CommandWindow window) {
        this.facts = SessionFacts.of(environment.registry().nextId(), login, leading);
        this.eventLoop = leading.channel().eventLoop();
        this.environment = environment;
        this.login = login;
        this.window = window;
        this.notices = new SessionNotices(this, connections, login.parameters().time2WaitSeconds());
    }

    /** Any thread. */
    public SessionFacts facts() {
        return facts;
    }

    /** Absent for a discovery session. Any thread. */
    public Optional<Nexus> nexus() {
        return facts.nexus();
    }

    /** How many connections it has now. Any thread. */
    public int connectionCount() {
        return connections.count();
    }

    /** Any thread. */
    public SessionCounters counters() {
        return counters;
    }

    /** Whether its last connection is gone. Any thread. */
    public boolean isLost() {
        return lost;
    }

    /** Completes when the last connection is gone and no task runs any longer. Any thread. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Asks the initiator to log out, and closes the session after that time. Any thread. */
    public void requestLogout(Duration within, String reason) {
        onEventLoop(() -> notices.requestLogout(within, reason));
    }

    /** Closes the session, telling the initiator so. Any thread. */
    public void drop(String reason) {
        onEventLoop(() -> notices.drop(reason));
    }

    /**
     * Applies a change of what is served. Any thread.
     *
     * @return completes when commands that arrive from then on see the change, on the event loop
     */
    public CompletableFuture<Void> catalogueChanged(TargetCatalogue catalogue) {
        CompletableFuture<Void> applied = new CompletableFuture<>();
        boolean runs =
                onEventLoop(() -> {
                    try {
                        apply(catalogue);
                    } finally {
                        applied.complete(null);
                    }
                });
        return runs ? applied : CompletableFuture.completedFuture(null);
    }

    /** Completes after {@link #ended} and what the registry does then. Any thread. */
    CompletableFuture<Void> left() {
        return left;
    }

    void whenEnded(Runnable action) {
        left = ended.thenRun(action);
    }

    /** Any thread. */
    EventLoop eventLoop() {
        return eventLoop;
    }

    SessionNotices notices() {
        return notices;
    }

    /** Null in a discovery session. */
    Optional<ScsiSide> scsi() {
        return Optional.ofNullable(scsi);
    }

    CommandWindow window() {
        return window;
    }

    /** What a login of another connection has to know; empty if none can join. */
    Optional<JoinableSession> joinable() {
        return nexus().filter(_ -> !lost)
                .map(own ->
                        new JoinableSession(
                                own,
                                login.parameters(),
                                connections.all().stream()
                                        .map(SessionConnection::cid)
                                        .collect(Collectors.toSet())));
    }

    /** The nexus is ours: makes what runs its commands. */
    void open() {
        login.destination()
                .ifPresent(destination ->
                        scsi =
                                ScsiSide.open(
                                        this,
                                        environment,
                                        login.parameters(),
                                        destination,
                                        nexus().orElseThrow(),
                                        window,
                                        connections));
    }

    /**
     * A connection is in full feature phase. One of the same identifier is logged out by that (RFC
     * 7143 6.3.4).
     */
    RequestHandler join(Connection connection, LoginResult own, Outbox out) {
        Optional<SessionConnection> former = connection(own.cid());
        SessionConnection joined =
                new SessionConnection(connection, own.cid(), out, own.parameters());
        TextExchange text =
                new TextExchange(
                        out,
                        new TextAnswers(
                                environment.catalogue(),
                                environment.advertise(),
                                connection.localAddress(),
                                connection.remoteAddress(),
                                facts.initiatorName(),
                                nexus().map(Nexus::targetName),
                                new Declarations(joined::useInitiatorSegmentBytes)));
        RequestHandler handler =
                new RequestHandler(this, joined, window, environment.peerLog(), text);
        connections.add(handler);
        former.ifPresent(replaced -> {
            connectionClosed(replaced);
            replaced.connection().drop();
        });
        environment.peerLog().info(connection.remoteAddress(), "{} begins on {}", this, joined);
        return handler;
    }

    /** Looks again at what is served, which may have changed since the login looked. */
    void begin() {
        apply(environment.catalogue().get());
    }

    Optional<SessionConnection> connection(int cid) {
        return connections.all().stream().filter(each -> each.cid() == cid).findFirst();
    }

    /** Closes every connection but this one. */
    void closeOthers(SessionConnection connection) {
        notices.end();
        connections.all().stream()
                .filter(other -> other != connection)
                .forEach(other -> other.connection().drop());
    }

    /** Delivers what came too early and whose turn it is now, task management in its turn, too. */
    void deliverHeld() {
        scsi().ifPresent(side -> side.manager().commandsReceived());
        for (CommandWindow.Held next = window.next(); next != null; next = window.next()) {
            next.deliver();
            scsi().ifPresent(side -> side.manager().commandsReceived());
        }
    }

    void batchStarts() {
        scsi().ifPresent(side -> side.tasks().batchStarts());
    }

    void batchEnds(SessionConnection connection) {
        scsi().ifPresent(side -> side.tasks().batchEnds());
        connections.flushOthers(connection);
    }

    /** A socket takes data again. */
    void writable() {
        scsi().ifPresent(side -> side.tasks().writable());
    }

    /** The login of the first connection failed after all, or the connection is gone. */
    void abandon() {
        lost = true;
        ended.complete(null);
    }

    /** A connection is gone; if the initiator did not ask for that, it is told on another. */
    void connectionLost(SessionConnection connection) {
        if (!connection.isClosed()) {
            connectionClosed(connection);
            notices.tellDropped(connection);
        }
    }

    /** A connection leaves the session, and its tasks end (RFC 7143 7.1.4). */
    void connectionClosed(SessionConnection connection) {
        connection.close();
        connections.remove(connection, window);
        if (connections.count() > 0) {
            scsi().ifPresent(side -> side.connectionLost(connection));
            deliverHeld();
            return;
        }
        lost = true;
        scsi().ifPresentOrElse(side -> side.tasks().nexusLost(), () -> ended.complete(null));
        environment.peerLog().info(facts.initiatorAddress(), "{} ends", this);
    }

    /** The last task has ended after the last connection was gone. */
    void tasksEnded() {
        ended.complete(null);
    }

    private void apply(TargetCatalogue catalogue) {
        if (!lost) {
            scsi().filter(side -> !side.follow(catalogue))
                    .ifPresent(_ ->
                            notices.requestLogout(
                                    environment.timeouts().logout(), "its grant is gone"));
        }
    }

    /**
     * Runs an action on the event loop, at once if this is it.
     *
     * @return false if the event loop has ended, so that the action never runs
     */
    boolean onEventLoop(Runnable action) {
        if (eventLoop.inEventLoop()) {
            action.run();
            return true;
        }
        try {
            eventLoop.execute(action);
            return true;
        } catch (RejectedExecutionException e) {
            // The service has stopped, and its connections are closed.
            return false;
        }
    }

    /** For logs. */
    @Override
    public String toString() {
        return facts.toString();
    }
}
