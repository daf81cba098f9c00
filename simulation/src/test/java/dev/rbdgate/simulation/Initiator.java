package dev.rbdgate.simulation;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An initiator port of a host: it logs in, logs in again when its session is lost, and does its
 * work on each LUN.
 */
final class Initiator implements InitiatorSession.User {

    private static final long QUICKEST_RETRY = Time.MILLISECOND;
    private static final long SLOWEST_RETRY = 3 * Time.SECOND;

    private final World world;
    private final Mutation mutation;
    private final String hostName;
    private final String name;
    private final long isid;
    private final InetSocketAddress address;
    private final Supplier<@Nullable Gateway> gateway;
    private final List<Workload> workloads = new ArrayList<>();
    private final List<Runnable> atNextLogin = new ArrayList<>();
    private @Nullable InitiatorSession session;
    private boolean stopped;

    /**
     * @param port of the host, from 0; each has a session of its own
     */
    Initiator(
            World world,
            int host,
            int port,
            Supplier<@Nullable Gateway> gateway,
            Mutation mutation) {
        this.mutation = mutation;
        this.world = world;
        this.hostName = "iqn.2026-11.test:host" + host;
        this.name = "host" + host + (port == 0 ? "" : "/" + port);
        this.isid = 0x800000000000L + port;
        this.address = new InetSocketAddress("192.0.2." + (10 + host), 40000 + port);
        this.gateway = gateway;
    }

    /** The port's. */
    String name() {
        return name;
    }

    /** The same for all ports of a host. */
    String hostName() {
        return hostName;
    }

    void add(Workload workload) {
        workloads.add(workload);
    }

    List<Workload> workloads() {
        return workloads;
    }

    boolean isLoggedIn() {
        return session != null && session.isLoggedIn();
    }

    int outstanding() {
        return session == null ? 0 : session.outstanding();
    }

    /** Begins no new work, but keeps its session. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    void connect() {
        Gateway up = gateway.get();
        if (up == null || !up.isServing()) {
            later();
            return;
        }
        InitiatorSession fresh =
                new InitiatorSession(world, hostName, name, isid, Gateway.TARGET, this, mutation);
        session = fresh;
        Wire wire = new Wire(world);
        up.accept(wire, fresh.connect(wire), address);
        fresh.logIn();
    }

    private void later() {
        world.after(world.chance().duration(QUICKEST_RETRY, SLOWEST_RETRY), this::connect);
    }

    void cut() {
        if (session != null) {
            boolean noticed = world.chance().oneIn(2);
            world.trace("%s is cut off%s".formatted(name, noticed ? "" : " in silence"));
            session.cut(noticed);
        }
    }

    /** What was sent and not answered may still happen until the nexus's next session. */
    void atNextLogin(Runnable action) {
        atNextLogin.add(action);
    }

    @Override
    public void loggedIn() {
        world.trace(name + " is logged in");
        List<Runnable> due = List.copyOf(atNextLogin);
        atNextLogin.clear();
        due.forEach(Runnable::run);
        workloads.forEach(Workload::begin);
    }

    /** There are new LUNs. */
    void beginNew() {
        workloads.stream().filter(Workload::isNew).forEach(Workload::begin);
    }

    @Override
    public void connectAnother(InitiatorSession joined) {
        Gateway up = gateway.get();
        if (up != null && up.isServing()) {
            Wire wire = new Wire(world);
            InitiatorConnection connection = joined.connect(wire);
            up.accept(wire, connection, address);
            joined.join(connection);
        }
    }

    @Override
    public void ended(String why) {
        session = null;
        later();
    }

    /** Null while there is none. */
    @Nullable InitiatorSession session() {
        return isLoggedIn() ? session : null;
    }
}
