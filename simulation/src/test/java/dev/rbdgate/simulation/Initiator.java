package dev.rbdgate.simulation;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A host: it logs in, logs in again when its session is lost, and does its work on each LUN. */
final class Initiator implements InitiatorSession.User {

    private static final long QUICKEST_RETRY = Time.MILLISECOND;
    private static final long SLOWEST_RETRY = 3 * Time.SECOND;

    private final World world;
    private final String name;
    private final long isid;
    private final InetSocketAddress address;
    private final Supplier<@Nullable Gateway> gateway;
    private final List<Workload> workloads = new ArrayList<>();
    private final List<ImageModel.Change> unanswered = new ArrayList<>();
    private @Nullable InitiatorSession session;
    private boolean stopped;

    Initiator(World world, int number, Supplier<@Nullable Gateway> gateway) {
        this.world = world;
        this.name = "iqn.2026-11.test:host" + number;
        this.isid = 0x800000000000L + number;
        this.address = new InetSocketAddress("192.0.2." + (10 + number), 40000);
        this.gateway = gateway;
    }

    String name() {
        return name;
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
        InitiatorSession fresh = new InitiatorSession(world, name, isid, Gateway.TARGET, this);
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

    /** A change whose answer was lost may still happen until the nexus's next session. */
    void unanswered(ImageModel.Change change) {
        unanswered.add(change);
    }

    @Override
    public void loggedIn() {
        world.trace(name + " is logged in");
        unanswered.forEach(ImageModel.Change::over);
        unanswered.clear();
        workloads.forEach(Workload::begin);
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
