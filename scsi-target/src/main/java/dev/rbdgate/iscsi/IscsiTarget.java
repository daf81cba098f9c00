package dev.rbdgate.iscsi;

import dev.rbdgate.block.LimitTimer;
import dev.rbdgate.iscsi.auth.ChapGuard;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.session.CommandRouter;
import dev.rbdgate.iscsi.session.InitiatorLimits;
import dev.rbdgate.iscsi.session.PeerLog;
import dev.rbdgate.iscsi.session.Session;
import dev.rbdgate.iscsi.session.SessionRegistry;
import dev.rbdgate.iscsi.session.SlowCommands;
import dev.rbdgate.iscsi.session.TargetEnvironment;
import dev.rbdgate.iscsi.session.TargetObserver;
import dev.rbdgate.iscsi.session.Timeouts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The iSCSI target service: portals, connections, sessions. Thread-safe. */
public final class IscsiTarget implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IscsiTarget.class);

    private static final int BACKLOG = 1024;

    /** What waits for a slow initiator before its commands wait, too; and when they go on. */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(1 << 20, 4 << 20);

    /** For the event loops to end after the last connection is closed. */
    private static final Duration EVENT_LOOP_END = Duration.ofSeconds(5);

    /** For storage to end its commands after their connections are closed. */
    private static final Duration TASKS_END = Duration.ofSeconds(10);

    private final IscsiTargetSettings settings;
    private final Transport transport;
    private final LimitTimer limitTimer;
    private final SessionRegistry registry = new SessionRegistry();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Listeners listeners;
    private final Optional<Listeners> tlsListeners;
    private final PortalListeners portalListeners;
    private volatile List<InetSocketAddress> tlsAddresses = List.of();
    private volatile TargetCatalogue catalogue = TargetCatalogue.EMPTY;

    public IscsiTarget(IscsiTargetSettings settings) {
        this(settings, TargetObserver.NONE);
    }

    public IscsiTarget(IscsiTargetSettings settings, TargetObserver observer) {
        this(
                settings,
                observer,
                Timeouts.DEFAULT,
                CommandRouter::of,
                Transport.open(),
                new ConnectionLimits(
                        ConnectionLimits.MAX_CONNECTIONS, ConnectionLimits.MAX_LOGGING_IN));
    }

    IscsiTarget(
            IscsiTargetSettings settings,
            TargetObserver observer,
            Timeouts timeouts,
            CommandRouter.Factory routers,
            Transport transport,
            ConnectionLimits limits) {
        this.settings = settings;
        this.transport = transport;
        this.limitTimer = new LimitTimer("initiator-limits");
        TargetEnvironment environment =
                new TargetEnvironment(
                        () -> catalogue,
                        settings.advertise(),
                        registry,
                        timeouts,
                        routers,
                        observer,
                        new PeerLog(System::nanoTime),
                        new SlowCommands(settings.slowCommand(), System::nanoTime),
                        new InitiatorLimits(System::nanoTime, limitTimer::schedule),
                        System::nanoTime,
                        new SecureRandom(),
                        new ChapGuard(System::nanoTime),
                        // Its threads keep buffers of up to 32 KiB at hand, and its chunks hold
                        // whole bursts, which Netty's newer default takes from the system each
                        // time.
                        PooledByteBufAllocator.DEFAULT);
        Bootstraps bootstraps =
                new Bootstraps(
                        bootstrap(environment, limits, Optional.empty()),
                        settings.tls()
                                .map(tls ->
                                        new Bootstraps.Tls(
                                                bootstrap(environment, limits, Optional.of(tls)),
                                                tls.port())));
        this.listeners = new Listeners(bootstraps.plain());
        this.tlsListeners = bootstraps.tls().map(it -> new Listeners(it.bootstrap()));
        this.portalListeners = new PortalListeners(bootstraps, timeouts.tick());
    }

    private ServerBootstrap bootstrap(
            TargetEnvironment environment, ConnectionLimits limits, Optional<TlsPortals> tls) {
        return new ServerBootstrap()
                .group(transport.acceptors(), transport.workers())
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ConnectionInitializer(environment, limits, connections, tls));
    }

    /**
     * Swaps what is served. Sessions whose grant is gone are asked to log out, then closed.
     *
     * @return completes when no session answers from what was served before; not to be waited for
     *     on an event loop
     */
    public CompletableFuture<Void> serve(TargetCatalogue changed) {
        catalogue = changed;
        portalListeners.follow(changed);
        return CompletableFuture.allOf(
                registry.sessions().stream()
                        .map(session -> session.catalogueChanged(changed))
                        .toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Opens the listening sockets.
     *
     * @return the addresses in the order of the settings, with the ports that were taken
     * @throws java.io.UncheckedIOException with a {@link java.net.BindException} that names the
     *     address
     */
    public List<InetSocketAddress> start() {
        List<InetSocketAddress> bound = listeners.open(settings.listen());
        log.info("iSCSI portals {}", bound);
        if (tlsListeners.isPresent() && settings.tls().isPresent()) {
            try {
                tlsAddresses = tlsListeners.get().open(settings.tls().get().listen());
            } catch (UncheckedIOException e) {
                listeners.close();
                throw e;
            }
            log.info("iSCSI portals over TLS {}", tlsAddresses);
        }
        List<InetSocketAddress> served = new ArrayList<>(bound);
        served.addAll(tlsAddresses);
        portalListeners.open(served);
        return bound;
    }

    /** Where it listens for iSCSI over TLS, with the ports that were taken. */
    public List<InetSocketAddress> tlsAddresses() {
        return tlsAddresses;
    }

    /** Where it listens for targets' portals that none of its own addresses covers. */
    public List<InetSocketAddress> portalAddresses() {
        return portalListeners.addresses();
    }

    /** Memory outside of the heap that buffers have taken from the system. */
    public long bufferBytes() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    /** The sessions in full feature phase, oldest first. */
    public List<SessionInfo> sessions() {
        return registry.sessions().stream()
                .filter(session -> !session.isLost())
                .map(SessionInfo::of)
                .toList();
    }

    /** Closes a session; false if there is none of that id. */
    public boolean closeSession(long id) {
        for (Session session : registry.sessions()) {
            if (session.facts().id() == id && !session.isLost()) {
                session.drop("closed by the administrator");
                return true;
            }
        }
        return false;
    }

    /**
     * Closes sessions with all that they have sent, read or not.
     *
     * @return completes when none of their commands runs any more
     */
    public CompletableFuture<Void> dropSessions(Predicate<SessionInfo> which, String reason) {
        List<Session> dropped =
                registry.sessions().stream()
                        .filter(session -> which.test(SessionInfo.of(session)))
                        .toList();
        dropped.forEach(session -> session.drop(reason));
        return ended(dropped);
    }

    /**
     * Stops accepting, asks every initiator to log out (RFC 7143 11.9.1, event 1), waits for
     * running commands, then closes what is left when {@code grace} is over.
     *
     * @return completes when all connections are closed and no command of theirs runs, or when
     *     storage has not ended them in time
     */
    public CompletableFuture<Void> shutdown(Duration grace) {
        listeners.close();
        tlsListeners.ifPresent(Listeners::close);
        portalListeners.close();
        if (transport.workers().isShuttingDown()) {
            // Stopped before: no event loop is left that could be told anything.
            return endEventLoops();
        }
        List<Session> sessions = registry.sessions();
        sessions.forEach(session -> session.requestLogout(grace, "the service stops"));
        return ended(sessions)
                .completeOnTimeout(null, grace.toNanos(), TimeUnit.NANOSECONDS)
                .thenCompose(_ -> {
                    List<Session> left = registry.sessions();
                    left.forEach(session -> session.drop("the service stops"));
                    var _ = connections.close();
                    return ended(left);
                })
                .orTimeout(grace.plus(TASKS_END).toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(failure -> {
                    log.error("Commands still run in storage at the end", failure);
                    return null;
                })
                .thenCompose(_ -> endEventLoops());
    }

    @Override
    public void close() {
        shutdown(Duration.ZERO).join();
    }

    private static CompletableFuture<Void> ended(List<Session> sessions) {
        return CompletableFuture.allOf(
                sessions.stream().map(Session::ended).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> endEventLoops() {
        limitTimer.close();
        CompletableFuture<Void> end = new CompletableFuture<>();
        transport
                .acceptors()
                .shutdownGracefully(0, EVENT_LOOP_END.toMillis(), TimeUnit.MILLISECONDS)
                .addListener(_ ->
                        transport
                                .workers()
                                .shutdownGracefully(
                                        0, EVENT_LOOP_END.toMillis(), TimeUnit.MILLISECONDS)
                                .addListener(_ -> end.complete(null)));
        return end;
    }
}
