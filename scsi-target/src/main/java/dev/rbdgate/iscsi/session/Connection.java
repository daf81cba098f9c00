package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.login.Login;
import dev.rbdgate.iscsi.login.LoginResult;
import dev.rbdgate.iscsi.login.LoginStatus;
import dev.rbdgate.iscsi.login.LoginStep;
import dev.rbdgate.iscsi.pdu.InitiatorPdu;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.pdu.PduDecoder;
import dev.rbdgate.iscsi.pdu.PduWriter;
import dev.rbdgate.iscsi.text.SessionParameters;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from accept to close.
 *
 * <pre>
 *   logging in --last login request--> entering --nexus is free--> full feature phase
 *       |                                 |                              |
 *       +--- refused, malformed, late ----+------ logout, fatal error ---+--> closing
 * </pre>
 *
 * While closing, the output is shut down and the input is thrown away until the initiator closes as
 * well or time is up: closing at once would reset the connection under the last response.
 */
public final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** Any number will do (RFC 7143 11.13.4). */
    private static final int FIRST_STAT_SN = 1;

    private sealed interface Phase {
        /**
         * @param exchange null until the first request
         */
        record LoggingIn(Login login, @Nullable Exchange exchange) implements Phase {}

        record Entering(Session session, Exchange exchange) implements Phase {}

        record FullFeature(Session session) implements Phase {}

        record Closing() implements Phase {}
    }

    /** The numbering that a login starts and a session goes on with. */
    private record Exchange(CommandWindow window, Outbox out) {}

    private final Channel channel;
    private final PduDecoder decoder;
    private final TargetEnvironment environment;
    private final Runnable loggedIn;
    private final PduWriter writer;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final Liveness liveness;
    private Phase phase;
    private @Nullable ScheduledFuture<?> ticker;

    /**
     * @param loggedIn runs when the login phase is over, once
     */
    public Connection(
            Channel channel, PduDecoder decoder, TargetEnvironment environment, Runnable loggedIn) {
        this.channel = channel;
        this.decoder = decoder;
        this.environment = environment;
        this.loggedIn = loggedIn;
        this.writer = new PduWriter(channel, environment.allocator());
        this.local = (InetSocketAddress) channel.localAddress();
        this.remote = (InetSocketAddress) channel.remoteAddress();
        this.liveness = new Liveness(channel, environment.timeouts(), System::nanoTime);
        this.phase =
                new Phase.LoggingIn(
                        new Login(
                                environment.catalogue().get(),
                                local,
                                remote,
                                environment.random(),
                                environment.registry()::exists),
                        null);
    }

    Channel channel() {
        return channel;
    }

    InetSocketAddress localAddress() {
        return local;
    }

    InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Duration tick = environment.timeouts().tick();
        ticker =
                channel.eventLoop()
                        .scheduleAtFixedRate(
                                this::tick, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        InitiatorPdu pdu = (InitiatorPdu) message;
        switch (phase) {
            case Phase.LoggingIn state -> logIn(state, pdu);
            case Phase.FullFeature(Session session) -> {
                session.batchStarts();
                session.receive(pdu);
            }
            case Phase.Entering _ -> {
                pdu.data().release();
                environment
                        .peerLog()
                        .warn(remote, "{} went on before its login was answered; closing", remote);
                finish();
            }
            case Phase.Closing() -> pdu.data().release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        liveness.heard();
        if (phase instanceof Phase.FullFeature(Session session)) {
            session.batchEnds();
        }
        writer.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // An initiator that does not read its answers is not read either.
        channel.config().setAutoRead(channel.isWritable());
        if (channel.isWritable() && phase instanceof Phase.FullFeature(Session session)) {
            session.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (ticker != null) {
            ticker.cancel(false);
        }
        Phase last = phase;
        phase = new Phase.Closing();
        writer.close();
        switch (last) {
            case Phase.FullFeature(Session session) -> session.connectionLost();
            case Phase.Entering(Session session, Exchange _) -> session.connectionLost();
            case Phase.LoggingIn _, Phase.Closing() -> {
                // There is no session, or it has been told.
            }
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            environment
                    .peerLog()
                    .info(remote, "Connection of {} broke: {}", remote, cause.toString());
        } else {
            log.error("Connection of {} is closed by an error of ours", remote, cause);
        }
        drop();
    }

    /** Closes at once. */
    void drop() {
        var _ = channel.close();
    }

    /** Sends what is queued and nothing more, then closes. */
    void finish() {
        if (phase instanceof Phase.Closing) {
            return;
        }
        writer.flush();
        writer.close();
        Phase last = phase;
        phase = new Phase.Closing();
        switch (last) {
            case Phase.FullFeature(Session session) -> session.connectionLost();
            case Phase.Entering(Session session, Exchange _) -> session.connectionLost();
            case Phase.LoggingIn _, Phase.Closing() -> {
                // There is no session.
            }
        }
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(_ -> {
                    if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
                        var _ = duplex.shutdownOutput();
                    }
                });
        after(environment.timeouts().logout(), this::drop);
    }

    /** Runs an action on the event loop: at once if this is it, never if that has ended. */
    void onEventLoop(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
            return;
        }
        try {
            channel.eventLoop().execute(action);
        } catch (RejectedExecutionException e) {
            log.debug("Connection of {} has ended with its event loop", remote);
        }
    }

    /** Runs an action later, unless the connection is closed by then. */
    void after(Duration delay, Runnable action) {
        ScheduledFuture<?> timer =
                channel.eventLoop().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(_ -> timer.cancel(false));
    }

    private void logIn(Phase.LoggingIn state, InitiatorPdu pdu) {
        if (!(pdu instanceof LoginRequest request)) {
            pdu.data().release();
            environment
                    .peerLog()
                    .warn(
                            remote,
                            "{} sent something else than a login request ({}); closing",
                            remote,
                            pdu.getClass().getSimpleName());
            finish();
            return;
        }
        Exchange exchange = state.exchange();
        if (exchange == null) {
            CommandWindow window = new CommandWindow(request.cmdSn());
            exchange = new Exchange(window, new Outbox(writer, window, FIRST_STAT_SN));
            phase = new Phase.LoggingIn(state.login(), exchange);
        }
        LoginStep step;
        try {
            step = state.login().receive(request);
        } finally {
            request.data().release();
        }
        switch (step) {
            case LoginStep.Continued(boolean transit, Map<String, String> keys) ->
                    LoginResponses.answer(exchange.out(), request, transit, 0, keys);
            case LoginStep.Completed(LoginResult result, Map<String, String> keys) ->
                    enter(exchange, request, result, keys);
            case LoginStep.Refused(LoginStatus status, String reason, Map<String, String> keys) ->
                    refuse(exchange, request, status, reason, keys);
        }
    }

    private void enter(
            Exchange exchange, LoginRequest request, LoginResult result, Map<String, String> keys) {
        Session session = new Session(this, environment, result, exchange.window(), exchange.out());
        phase = new Phase.Entering(session, exchange);
        var _ =
                environment
                        .registry()
                        .enter(session)
                        .orTimeout(
                                environment.timeouts().reinstatement().toNanos(),
                                TimeUnit.NANOSECONDS)
                        .whenComplete((tsih, failure) ->
                                onEventLoop(() ->
                                        entered(
                                                request,
                                                session,
                                                result,
                                                keys,
                                                failure == null ? tsih : null)));
    }

    /**
     * @param tsih null if the predecessor's tasks did not end in time, 0 if there is none left
     */
    private void entered(
            LoginRequest request,
            Session session,
            LoginResult result,
            Map<String, String> keys,
            @Nullable Integer tsih) {
        if (!(phase instanceof Phase.Entering(Session _, Exchange exchange))) {
            return;
        }
        if (tsih == null || tsih == 0) {
            refuse(
                    exchange,
                    request,
                    tsih == null ? LoginStatus.SERVICE_UNAVAILABLE : LoginStatus.OUT_OF_RESOURCES,
                    tsih == null ? "tasks of its old session still run" : "no TSIH is left",
                    Map.of());
            return;
        }
        loggedIn.run();
        session.open();
        LoginResponses.answer(exchange.out(), request, true, tsih, keys);
        writer.flush();
        SessionParameters parameters = result.parameters();
        writer.configure(parameters.headerDigest(), parameters.dataDigest());
        decoder.configure(
                parameters.targetSegmentBytes(),
                parameters.headerDigest(),
                parameters.dataDigest());
        phase = new Phase.FullFeature(session);
        session.begin();
    }

    private void refuse(
            Exchange exchange,
            LoginRequest request,
            LoginStatus status,
            String reason,
            Map<String, String> keys) {
        environment.peerLog().warn(remote, "Login from {} refused, {}: {}", remote, status, reason);
        LoginResponses.refuse(exchange.out(), request, status, keys);
        finish();
    }

    private void tick() {
        if (phase instanceof Phase.Closing) {
            return;
        }
        switch (liveness.judge(phase instanceof Phase.FullFeature)) {
            case WELL -> {
                // Nothing to do.
            }
            case IDLE -> {
                decoder.trim();
                writer.trim();
            }
            case SILENT -> {
                if (phase instanceof Phase.FullFeature(Session session)) {
                    session.ping();
                }
            }
            case LATE -> {
                environment.peerLog().warn(remote, "{} did not log in in time; closing", remote);
                drop();
            }
            case DEAD -> {
                environment.peerLog().warn(remote, "{} does not answer; closing", remote);
                drop();
            }
            case STALLED -> {
                environment
                        .peerLog()
                        .warn(remote, "{} does not take what is sent to it; closing", remote);
                drop();
            }
        }
    }
}
