package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.catalogue.Access;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.login.Destination;
import dev.rbdgate.iscsi.login.LoginResult;
import dev.rbdgate.iscsi.pdu.AsyncMessage;
import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.InitiatorPdu;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.unit.LunInventory;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session in full feature phase, on its only connection.
 *
 * <pre>
 *   entering --open, begin--> running --connection lost--> ending --last task ended--> ended
 * </pre>
 *
 * Belongs to the connection's event loop, but for the methods that say otherwise.
 */
public final class Session {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private final long id;
    private final LoginResult login;
    private final Optional<Nexus> nexus;
    private final Connection connection;
    private final TargetEnvironment environment;
    private final CommandWindow window;
    private final Outbox out;
    private final RequestHandler requests;
    private final SessionCounters counters = new SessionCounters();
    private final Instant since = Instant.now();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable ScsiSide scsi;
    private @Nullable LunInventory inventory;
    private boolean logoutRequested;

    /** Set by the event loop, read by the registry. */
    private volatile boolean lost;

    /** Set by the registry before others can see the session; runs before {@link #left}. */
    private volatile CompletableFuture<Void> left = ended;

    Session(
            Connection connection,
            TargetEnvironment environment,
            LoginResult login,
            CommandWindow window,
            Outbox out) {
        this.id = environment.registry().nextId();
        this.connection = connection;
        this.environment = environment;
        this.login = login;
        this.window = window;
        this.out = out;
        this.nexus =
                login.destination()
                        .map(destination ->
                                new Nexus(
                                        login.initiatorName(),
                                        login.isid(),
                                        destination.target().name(),
                                        destination.portalGroup()));
        this.requests = new RequestHandler(this, connection, environment, login, window, out);
    }

    /** Unique since the start of the service. Any thread. */
    public long id() {
        return id;
    }

    /** Absent for a discovery session. Any thread. */
    public Optional<Nexus> nexus() {
        return nexus;
    }

    /** Any thread. */
    public String initiatorName() {
        return login.initiatorName();
    }

    /** Any thread. */
    public InetSocketAddress initiatorAddress() {
        return connection.remoteAddress();
    }

    /** Any thread. */
    public InetSocketAddress targetAddress() {
        return connection.localAddress();
    }

    /** The negotiated keys. Any thread. */
    public Map<String, String> keys() {
        return login.keys();
    }

    /** Any thread. */
    public Instant since() {
        return since;
    }

    /** Any thread. */
    public SessionCounters counters() {
        return counters;
    }

    /** Whether its connection is gone. Any thread. */
    public boolean isLost() {
        return lost;
    }

    /** Completes when the connection is gone and no task runs any longer. Any thread. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Completes after {@link #ended} and what the registry does then. */
    CompletableFuture<Void> left() {
        return left;
    }

    void whenEnded(Runnable action) {
        left = ended.thenRun(action);
    }

    /** Asks the initiator to log out, and closes the connection after that time. Any thread. */
    public void requestLogout(Duration within, String reason) {
        connection.onEventLoop(() -> {
            if (lost || logoutRequested) {
                return;
            }
            logoutRequested = true;
            log.info("{} is asked to log out: {}", this, reason);
            int seconds = Math.clamp(within.toSeconds(), 1, Short.MAX_VALUE);
            out.status(numbers ->
                    new AsyncMessage(
                            0,
                            numbers,
                            AsyncMessage.LOGOUT_REQUESTED,
                            0,
                            0,
                            seconds,
                            Unpooled.EMPTY_BUFFER));
            out.flush();
            connection.after(within, () -> drop(reason));
        });
    }

    /** Tells the initiator of a unit attention (RFC 7143 11.9.1, event 0). Any thread. */
    void tellEvent(long lun, Sense sense) {
        connection.onEventLoop(() -> {
            if (lost) {
                return;
            }
            out.status(numbers ->
                    new AsyncMessage(
                            lun, numbers, AsyncMessage.SCSI_EVENT, 0, 0, 0, SenseData.of(sense)));
            out.flush();
        });
    }

    /** Closes the connection, telling the initiator so. Any thread. */
    public void drop(String reason) {
        connection.onEventLoop(() -> {
            if (lost) {
                return;
            }
            log.info("{} is closed: {}", this, reason);
            out.status(numbers ->
                    new AsyncMessage(
                            0,
                            numbers,
                            AsyncMessage.SESSION_DROPPED,
                            0,
                            login.parameters().time2WaitSeconds(),
                            0,
                            Unpooled.EMPTY_BUFFER));
            out.flush();
            connection.drop();
        });
    }

    /** Applies a change of what is served. Any thread. */
    public void catalogueChanged(TargetCatalogue catalogue) {
        connection.onEventLoop(() -> apply(catalogue));
    }

    /** The nexus is ours: makes what runs its commands. */
    void open() {
        login.destination()
                .ifPresent(destination -> {
                    LunInventory luns = Access.inventory(destination.target(), destination.grant());
                    inventory = luns;
                    Nexus own = nexus.orElseThrow();
                    ScsiSide side = scsiSide(own, luns);
                    scsi = side;
                    requests.use(side);
                    environment.observer().loggedIn(own, new TreeSet<>(luns.luns().keySet()));
                });
    }

    /** Full feature phase begins. */
    void begin() {
        environment
                .peerLog()
                .info(
                        connection.remoteAddress(),
                        "{} from {} begins",
                        this,
                        connection.remoteAddress());
        // The catalogue may have changed since the login looked.
        apply(environment.catalogue().get());
    }

    private ScsiSide scsiSide(Nexus ownNexus, LunInventory luns) {
        CommandRouter router =
                environment
                        .routers()
                        .create(
                                ownNexus,
                                luns,
                                new SessionTransport(this, login.parameters().protocolLevel()));
        TaskTable tasks =
                new TaskTable(
                        connection.channel(),
                        environment.allocator(),
                        ownNexus,
                        router,
                        login.parameters(),
                        window,
                        out,
                        counters,
                        environment.observer(),
                        environment.peerLog(),
                        () -> ended.complete(null));
        TaskManager manager =
                new TaskManager(
                        tasks,
                        router,
                        window,
                        out,
                        login.parameters().protocolLevel(),
                        () -> coldReset(ownNexus));
        return new ScsiSide(tasks, manager, router);
    }

    private void coldReset(Nexus ownNexus) {
        for (Session session : environment.registry().sessions()) {
            boolean sameTarget =
                    session.nexus()
                            .map(Nexus::targetName)
                            .equals(Optional.of(ownNexus.targetName()));
            if (sameTarget) {
                session.drop("target cold reset");
            }
        }
    }

    private void apply(TargetCatalogue catalogue) {
        ScsiSide side = scsi;
        Optional<Destination> destination = login.destination();
        if (lost || side == null || destination.isEmpty()) {
            return;
        }
        TargetDefinition target = catalogue.targets().get(destination.get().target().name());
        Optional<Grant> grant =
                Optional.ofNullable(target)
                        .filter(found ->
                                Access.portalGroup(found, connection.localAddress()).isPresent())
                        .flatMap(found ->
                                Access.grant(
                                        found,
                                        initiatorName(),
                                        connection.remoteAddress().getAddress()));
        if (target == null || grant.isEmpty()) {
            requestLogout(environment.timeouts().logout(), "its grant is gone");
            return;
        }
        LunInventory luns = Access.inventory(target, grant.get());
        if (!luns.equals(inventory)) {
            inventory = luns;
            side.router().replaceInventory(luns);
        }
    }

    void batchStarts() {
        if (scsi != null) {
            scsi.tasks().batchStarts();
        }
    }

    void batchEnds() {
        if (scsi != null) {
            scsi.tasks().batchEnds();
        }
    }

    /** The socket takes data again. */
    void writable() {
        if (scsi != null) {
            scsi.tasks().startQueued();
        }
    }

    /** Takes a PDU and its data. */
    void receive(InitiatorPdu pdu) {
        requests.receive(pdu);
    }

    /** The connection is gone. */
    void connectionLost() {
        lost = true;
        requests.clear();
        if (scsi == null) {
            ended.complete(null);
        } else {
            scsi.tasks().nexusLost();
        }
        environment.peerLog().info(connection.remoteAddress(), "{} ends", this);
    }

    /** Asks for a sign of life (RFC 7143 11.19). */
    void ping() {
        out.write(new NopIn(0, Bhs.NO_TAG, (int) id, out.noStatus(), Unpooled.EMPTY_BUFFER));
        out.flush();
    }

    /** For logs. */
    @Override
    public String toString() {
        return "Session "
                + id
                + " of "
                + login.initiatorName()
                + nexus.map(own -> " with " + own.targetName()).orElse(" (discovery)");
    }
}
