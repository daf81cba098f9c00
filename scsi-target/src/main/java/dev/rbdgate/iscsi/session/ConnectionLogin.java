package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.login.JoinableSession;
import dev.rbdgate.iscsi.login.Login;
import dev.rbdgate.iscsi.login.LoginResult;
import dev.rbdgate.iscsi.login.LoginStatus;
import dev.rbdgate.iscsi.login.LoginStep;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.pdu.PduWriter;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Answers the login requests of one connection, and brings it into its session. */
final class ConnectionLogin {

    /** Any number will do (RFC 7143 11.13.4). */
    private static final int FIRST_STAT_SN = 1;

    private final Connection connection;
    private final TargetEnvironment environment;
    private final PduWriter writer;
    private final Login login;
    private @Nullable Numbering numbering;

    /** The numbering that a login starts, or takes over from its session, and goes on with. */
    private record Numbering(CommandWindow window, Outbox out) {}

    ConnectionLogin(Connection connection, TargetEnvironment environment, PduWriter writer) {
        this.connection = connection;
        this.environment = environment;
        this.writer = writer;
        this.login =
                new Login(
                        environment.catalogue().get(),
                        connection.localAddress(),
                        connection.remoteAddress(),
                        environment.random(),
                        environment.chapGuard(),
                        tsih -> environment.registry().find(tsih).flatMap(Session::joinable));
    }

    /** The event loop of the session that a first request asks to join, if there is one. */
    Optional<EventLoop> home(LoginRequest request) {
        return numbering == null
                ? environment.registry().find(request.tsih()).map(Session::eventLoop)
                : Optional.empty();
    }

    /** Takes a request and its data. */
    void receive(LoginRequest request) {
        Numbering current = numbering;
        if (current == null) {
            CommandWindow window =
                    environment
                            .registry()
                            .find(request.tsih())
                            .map(Session::window)
                            .orElseGet(() -> new CommandWindow(request.cmdSn()));
            current = new Numbering(window, new Outbox(writer, window, FIRST_STAT_SN));
            numbering = current;
        }
        LoginStep step;
        try {
            step = login.receive(request);
        } finally {
            request.data().release();
        }
        switch (step) {
            case LoginStep.Continued(boolean transit, Map<String, String> keys) ->
                    LoginResponses.answer(current.out(), request, transit, 0, keys);
            case LoginStep.Completed(LoginResult result, Map<String, String> keys) -> {
                if (result.tsih() == 0) {
                    enter(current, request, result, keys);
                } else {
                    join(current, request, result, keys);
                }
            }
            case LoginStep.Refused(LoginStatus status, String reason, Map<String, String> keys) ->
                    refuse(current, request, status, reason, keys);
        }
    }

    private void enter(
            Numbering current, LoginRequest request, LoginResult result, Map<String, String> keys) {
        Session session = new Session(connection, environment, result, current.window());
        connection.entering(session);
        CompletableFuture<Integer> place =
                connection
                        .afterWhatHasArrived()
                        .thenCompose(_ -> environment.registry().enter(session));
        ScheduledFuture<?> limit =
                connection
                        .channel()
                        .eventLoop()
                        .schedule(
                                () -> place.completeExceptionally(new TimeoutException()),
                                environment.timeouts().reinstatement().toNanos(),
                                TimeUnit.NANOSECONDS);
        var _ =
                place.whenComplete((tsih, failure) -> {
                    limit.cancel(false);
                    connection.onEventLoop(() -> {
                        if (connection.isEntering(session)) {
                            entered(
                                    current,
                                    request,
                                    session,
                                    result,
                                    keys,
                                    failure == null ? tsih : null);
                        }
                    });
                });
    }

    /**
     * @param tsih null if the predecessor's tasks did not end in time, 0 if there is none left
     */
    private void entered(
            Numbering current,
            LoginRequest request,
            Session session,
            LoginResult result,
            Map<String, String> keys,
            @Nullable Integer tsih) {
        if (tsih == null || tsih == 0) {
            refuse(
                    current,
                    request,
                    tsih == null ? LoginStatus.SERVICE_UNAVAILABLE : LoginStatus.OUT_OF_RESOURCES,
                    tsih == null ? "tasks of its old session still run" : "no TSIH is left",
                    Map.of());
            return;
        }
        session.open();
        answer(current, request, session, result, keys, tsih);
    }

    private void join(
            Numbering current, LoginRequest request, LoginResult result, Map<String, String> keys) {
        Optional<Session> session = environment.registry().find(result.tsih());
        Optional<JoinableSession> joinable = session.flatMap(Session::joinable);
        if (session.isEmpty() || joinable.isEmpty()) {
            refuse(
                    current,
                    request,
                    LoginStatus.SESSION_DOES_NOT_EXIST,
                    "its session has ended",
                    Map.of());
        } else if (!joinable.get().hasRoomFor(result.cid())) {
            refuse(
                    current,
                    request,
                    LoginStatus.TOO_MANY_CONNECTIONS,
                    "others were faster",
                    Map.of());
        } else {
            answer(current, request, session.get(), result, keys, result.tsih());
        }
    }

    private void answer(
            Numbering current,
            LoginRequest request,
            Session session,
            LoginResult result,
            Map<String, String> keys,
            int tsih) {
        LoginResponses.answer(current.out(), request, true, tsih, keys);
        writer.flush();
        RequestHandler handler = session.join(connection, result, current.out());
        connection.serve(session, handler);
        session.begin();
    }

    private void refuse(
            Numbering current,
            LoginRequest request,
            LoginStatus status,
            String reason,
            Map<String, String> keys) {
        PeerLog log = environment.peerLog();
        InetSocketAddress from = connection.remoteAddress();
        if (status.isRedirection()) {
            log.info(from, "Login from {} is sent on: {}", from, reason);
        } else {
            log.warn(from, "Login from {} refused, {}: {}", from, status, reason);
            environment
                    .observer()
                    .loginRefused(
                            new RefusedLogin(
                                    from,
                                    login.claimedInitiator().orElse(RefusedLogin.UNKNOWN),
                                    login.claimedTarget().orElse(RefusedLogin.UNKNOWN),
                                    status.name().toLowerCase(Locale.ROOT),
                                    reason));
        }
        LoginResponses.refuse(current.out(), request, status, keys);
        connection.finish();
    }
}
