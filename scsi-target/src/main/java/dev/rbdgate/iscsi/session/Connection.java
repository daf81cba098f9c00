package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.InitiatorPdu;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.pdu.PduDecoder;
import dev.rbdgate.iscsi.pdu.PduWriter;
import dev.rbdgate.iscsi.text.SessionParameters;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from accept to close.
 *
 * <pre>
 *   logging in --last login request--> entering --nexus is free--> full feature phase
 *     |   ^ |                              |                              |
 *     v   | +--- refused, malformed, late -+------ logout, fatal error ---+--> closing
 *   moving
 * </pre>
 *
 * A connection that asks to join a session moves to that session's event loop first, so that all of
 * a session is done by one thread.
 *
 * <p>While closing, the output is shut down and the input is thrown away until the initiator closes
 * as well or time is up: closing at once would reset the connection under the last response.
 */
public final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private sealed interface Phase {
        record LoggingIn(ConnectionLogin login) implements Phase {}

        /**
         * @param request to be answered on the other event loop
         */
        record Moving(ConnectionLogin login, LoginRequest request) implements Phase {}

        record Entering(Session session) implements Phase {}

        record FullFeature(Session session, RequestHandler handler) implements Phase {}

        record Closing() implements Phase {}
    }

    private final Channel channel;
    private final PduDecoder decoder;
    private final TargetEnvironment environment;
    private final Runnable loggedIn;
    private final PduWriter writer;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final ConnectionClock clock;
    private Phase phase;

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
        this.clock = new ConnectionClock(channel, environment.timeouts(), new Watch());
        this.phase = new Phase.LoggingIn(new ConnectionLogin(this, environment, writer));
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
        clock.start();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        InitiatorPdu pdu = (InitiatorPdu) message;
        switch (phase) {
            case Phase.LoggingIn(ConnectionLogin login) -> logIn(login, pdu);
            case Phase.FullFeature(Session session, RequestHandler handler) -> {
                session.batchStarts();
                handler.receive(pdu);
            }
            case Phase.Moving _, Phase.Entering _ -> {
                pdu.data().release();
                warn("{} went on before its login was answered; closing", remote);
                drop();
            }
            case Phase.Closing() -> pdu.data().release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        clock.heard();
        if (phase instanceof Phase.FullFeature(Session session, RequestHandler handler)) {
            session.batchEnds(handler.connection());
        }
        writer.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // An initiator that does not read its answers is not read either.
        channel.config().setAutoRead(channel.isWritable());
        if (channel.isWritable() && phase instanceof Phase.FullFeature(Session session, var _)) {
            session.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        clock.stop();
        writer.close();
        close();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            environment
                    .peerLog()
                    .info(remote, "Connection of {} broke: {}", remote, cause.toString());
        } else if (cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
            environment
                    .peerLog()
                    .warn(remote, "No TLS with {}: {}", remote, cause.getCause().toString());
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
        close();
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endOutput());
        ScheduledFuture<?> timer =
                channel.eventLoop()
                        .schedule(
                                this::drop,
                                environment.timeouts().logout().toNanos(),
                                TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(_ -> timer.cancel(false));
    }

    /** Over TLS the end is said first, so that nobody takes it for a cut. */
    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutdownOutput();
        } else {
            tls.closeOutbound().addListener(_ -> shutdownOutput());
        }
    }

    private void shutdownOutput() {
        if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
            var _ = duplex.shutdownOutput();
        }
    }

    /**
     * Completes when every event loop has seen what had arrived by now. An initiator that closes a
     * connection and logs in anew must find what the old nexus held given back, though another loop
     * serves the old connection.
     */
    CompletableFuture<Void> afterWhatHasArrived() {
        List<CompletableFuture<Void>> loops = new ArrayList<>();
        try {
            for (EventExecutor loop : channel.eventLoop().parent()) {
                // Twice: a closed channel tells its handlers in a task of its own.
                loops.add(
                        CompletableFuture.runAsync(() -> {}, loop)
                                .thenComposeAsync(_ -> lookAtSockets(loop), loop)
                                .thenComposeAsync(_ -> lookAtSockets(loop), loop));
            }
        } catch (RejectedExecutionException e) {
            log.debug("The event loops end", e);
        }
        return CompletableFuture.allOf(loops.toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Completes when a loop, on which this is called, has looked at its sockets once more. A plain
     * task would not tell: it runs in the same round as the task that submits it. What is scheduled
     * is fetched only after the sockets were looked at.
     */
    private static CompletableFuture<Void> lookAtSockets(EventExecutor loop) {
        CompletableFuture<Void> looked = new CompletableFuture<>();
        var _ = loop.schedule(() -> looked.complete(null), 1, TimeUnit.NANOSECONDS);
        return looked;
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

    /** The login is done, and waits for its nexus. */
    void entering(Session session) {
        phase = new Phase.Entering(session);
    }

    boolean isEntering(Session session) {
        return phase instanceof Phase.Entering(Session entering) && entering == session;
    }

    /** Full feature phase begins; the login's last response has been written. */
    void serve(Session session, RequestHandler handler) {
        loggedIn.run();
        SessionParameters parameters = handler.connection().parameters();
        writer.configure(parameters.headerDigest(), parameters.dataDigest());
        decoder.configure(
                parameters.targetSegmentBytes(),
                parameters.headerDigest(),
                parameters.dataDigest());
        phase = new Phase.FullFeature(session, handler);
    }

    private void logIn(ConnectionLogin login, InitiatorPdu pdu) {
        if (!(pdu instanceof LoginRequest request)) {
            pdu.data().release();
            warn(
                    "{} sent something else than a login request ({}); closing",
                    remote,
                    pdu.getClass().getSimpleName());
            finish();
            return;
        }
        Optional<EventLoop> home = login.home(request);
        if (home.isPresent() && !home.get().equals(channel.eventLoop())) {
            phase = new Phase.Moving(login, request);
            move(home.get());
        } else {
            login.receive(request);
        }
    }

    private void move(EventLoop home) {
        clock.stop();
        channel.deregister()
                .addListener(left -> {
                    if (left.isSuccess()) {
                        home.register(channel).addListener(arrived -> moved(arrived.isSuccess()));
                    } else {
                        moved(false);
                    }
                });
    }

    private void moved(boolean arrived) {
        if (!arrived) {
            // A channel that belongs to no event loop does not tell of its end.
            writer.close();
            close();
            drop();
        } else if (phase instanceof Phase.Moving(ConnectionLogin login, LoginRequest request)) {
            clock.start();
            phase = new Phase.LoggingIn(login);
            login.receive(request);
            writer.flush();
        }
    }

    /** Leaves whatever phase it is in. */
    private void close() {
        Phase last = phase;
        phase = new Phase.Closing();
        switch (last) {
            case Phase.FullFeature(Session session, RequestHandler handler) ->
                    session.connectionLost(handler.connection());
            case Phase.Entering(Session session) -> session.abandon();
            case Phase.Moving(ConnectionLogin _, LoginRequest request) -> request.data().release();
            case Phase.LoggingIn _, Phase.Closing() -> {
                // There is no session, or it has been told.
            }
        }
    }

    /** What is done about the clock's verdicts. */
    private final class Watch implements ConnectionClock.Watched {

        @Override
        public boolean isLoggedIn() {
            return phase instanceof Phase.FullFeature;
        }

        @Override
        public void idle() {
            decoder.trim();
            writer.trim();
        }

        /** By a NOP-In that asks for an answer (RFC 7143 11.19). */
        @Override
        public void ping() {
            if (phase instanceof Phase.FullFeature(Session session, RequestHandler handler)) {
                int transferTag = (int) session.facts().id() & Integer.MAX_VALUE;
                handler.connection().out().ping(transferTag);
            }
        }

        @Override
        public void giveUp(String why) {
            if (!(phase instanceof Phase.Closing)) {
                warn(why, remote);
                drop();
            }
        }
    }

    private void warn(String message, Object... values) {
        environment.peerLog().warn(remote, message, values);
    }
}
