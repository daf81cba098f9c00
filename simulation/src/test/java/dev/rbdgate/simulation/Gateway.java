package dev.rbdgate.simulation;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.iscsi.auth.ChapGuard;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.pdu.PduDecoder;
import dev.rbdgate.iscsi.session.CommandRouter;
import dev.rbdgate.iscsi.session.Connection;
import dev.rbdgate.iscsi.session.InitiatorLimits;
import dev.rbdgate.iscsi.session.PeerLog;
import dev.rbdgate.iscsi.session.Session;
import dev.rbdgate.iscsi.session.SessionRegistry;
import dev.rbdgate.iscsi.session.SlowCommands;
import dev.rbdgate.iscsi.session.TargetEnvironment;
import dev.rbdgate.iscsi.session.TargetObserver;
import dev.rbdgate.iscsi.session.Timeouts;
import dev.rbdgate.iscsi.text.OperationalKey;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.local.StoreOpenException;
import dev.rbdgate.rbd.notify.Timing;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.scsi.copy.CopyManager;
import dev.rbdgate.scsi.copy.CopyObserver;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of the gateway, wired as the service wires it: the real store, images, units and
 * sessions, on simulated files, sockets, threads and time.
 */
final class Gateway {

    static final String TARGET = "iqn.2026-11.test:target";

    private static final int EVENT_LOOPS = 2;

    /**
     * Longer than a command is on its way, and short: what is flushed afterwards is of interest.
     */
    private static final Duration LOSS_TOLD = Duration.ofMillis(200);

    private static final InetSocketAddress PORTAL = new InetSocketAddress("192.0.2.1", 3260);

    /** An image that is served. */
    record Served(int lun, ImageName name, UnitOptions options) {}

    private final World world;
    private final GatewayProcess process;
    private final Mutation mutation;
    private final SimulatedLoops loops;
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final SessionRegistry registry = new SessionRegistry();
    private final List<Wire> wires = new ArrayList<>();
    private final TargetEnvironment environment;
    private final TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
    private final TreeMap<Integer, Image> open = new TreeMap<>();
    private TargetCatalogue catalogue = TargetCatalogue.EMPTY;
    private @Nullable ObjectStore store;
    private @Nullable Images images;
    private final List<Channel> connections = new ArrayList<>();
    private boolean serving;
    private CopyManager copyManager = new CopyManager();

    Gateway(World world, String name, Mutation mutation) {
        this.world = world;
        this.mutation = mutation;
        this.process = new GatewayProcess(world, name);
        this.loops = new SimulatedLoops(process, EVENT_LOOPS);
        this.environment =
                new TargetEnvironment(
                        () -> catalogue,
                        List.of(),
                        registry,
                        Timeouts.DEFAULT,
                        (nexus, inventory, transport) ->
                                mutation.router(
                                        nexus,
                                        inventory,
                                        transport,
                                        () ->
                                                CommandRouter.of(
                                                        new TaskRouter(
                                                                nexus,
                                                                inventory,
                                                                transport,
                                                                process.delayed(
                                                                        TaskRouter
                                                                                        .ABORT_LIMIT_SECONDS
                                                                                * Time.SECOND)))),
                        TargetObserver.NONE,
                        new PeerLog(world::now),
                        SlowCommands.OFF,
                        new InitiatorLimits(
                                world::now,
                                (nanos, action) -> process.delayed(nanos).execute(action)),
                        world::now,
                        world.chance().random(),
                        new ChapGuard(world::now),
                        allocator);
    }

    GatewayProcess process() {
        return process;
    }

    boolean isServing() {
        return serving && process.isAlive();
    }

    Images images() {
        if (images == null) {
            throw new IllegalStateException("the gateway is not up");
        }
        return images;
    }

    /** Opens the store and what is served; by a thread of the process. */
    void start(
            SimulatedDisk disk,
            List<Served> served,
            Consumer<Images> prepare,
            Consumer<Gateway> opened)
            throws StoreOpenException {
        LocalStoreSettings defaults = LocalStoreSettings.defaults();
        ObjectStore openedStore =
                LocalObjectStore.open(
                        mutation.files(disk.files(process)),
                        new LocalStoreSettings(
                                defaults.workerThreads(),
                                defaults.syncThreads(),
                                defaults.maxCalls(),
                                (int) world.chance().duration(4, 200),
                                1 << 20,
                                defaults.callerWriteBytes(),
                                () -> Instant.EPOCH.plusNanos(world.now()),
                                world.chance()::bits,
                                world::now,
                                process::pool,
                                defaults.checksums()));
        store = openedStore;
        images = new Images(mutation.store(openedStore), world.chance().random(), timing());
        prepare.accept(images);
        copyManager = new CopyManager(CopyObserver.NONE, world.chance().random(), world::now);
        for (Served each : served) {
            map(each);
        }
        opened.accept(this);
        serve();
        serving = true;
    }

    /** Opens an image and makes it a unit; {@link #serve} lets initiators see it. */
    void map(Served each) {
        Image image = images().open(each.name()).join();
        LogicalUnit unit =
                new LogicalUnit(
                        new UnitIdentity(
                                (3L << 60) | (image.id().hashCode() & 0xffffffffL),
                                image.id(),
                                each.name().toString()),
                        each.options(),
                        copyManager,
                        process.delayed(LogicalUnit.LOAD_RETRY_SECONDS * Time.SECOND),
                        LOSS_TOLD,
                        world::now);
        unit.attach(mutation.image(image), mutation.state(image.logicalUnitState()));
        unit.ready().join();
        luns.put(each.lun(), new LunInventory.Mapping(unit, false));
        open.put(each.lun(), image);
    }

    /** Puts what is mapped now into force. */
    void serve() {
        TargetDefinition target =
                new TargetDefinition(
                        TARGET,
                        "",
                        List.of(),
                        new LunInventory(new TreeMap<>(luns)),
                        List.of(
                                new Grant(
                                        Grant.EVERY_INITIATOR,
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty())));
        catalogue = new TargetCatalogue(Map.of(TARGET, target), Optional.empty());
        for (Session session : registry.sessions()) {
            var _ = session.catalogueChanged(catalogue);
        }
    }

    Image image(int lun) {
        return open.get(lun);
    }

    private Timing timing() {
        return new Timing() {
            @Override
            public long nanoTime() {
                return world.now();
            }

            @Override
            public CompletableFuture<Void> after(Duration delay) {
                return CompletableFuture.runAsync(() -> {}, process.delayed(delay.toNanos()));
            }
        };
    }

    /** A connection comes in at the portal. */
    void accept(Wire wire, Wire.End initiator, InetSocketAddress from) {
        wires.add(wire);
        SimulatedChannel channel = new SimulatedChannel(process, wire, PORTAL, from, allocator);
        connections.add(channel);
        channel.pipeline()
                .addLast(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel accepted) {
                                PduDecoder decoder =
                                        new PduDecoder(
                                                environment.allocator(),
                                                OperationalKey.Limits.DEFAULT_DATA_SEGMENT_BYTES);
                                accepted.config().setRecvByteBufAllocator(decoder.receiveBuffers());
                                Connection connection =
                                        new Connection(accepted, decoder, environment, () -> {});
                                accepted.pipeline()
                                        .addLast("decoder", decoder)
                                        .addLast("connection", connection);
                                mutation.pipeline(accepted.pipeline(), "connection");
                            }
                        });
        wire.connect(initiator, channel);
        var _ = loops.register(channel);
    }

    /** SIGKILL, or the machine's end: initiators come to know it within this time. */
    void kill(long knownWithin) {
        process.kill();
        serving = false;
        wires.forEach(wire -> wire.targetGone(world.chance().between(1, knownWithin)));
    }

    /** A clean end; by a thread of the process. */
    void stop() {
        serving = false;
        endSessions();
        // A login that was under way may have become a session meanwhile.
        connections.forEach(connection -> {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            connection.close().addListener(_ -> closed.complete(null));
            closed.join();
        });
        endSessions();
        luns.values().forEach(mapping -> mapping.unit().detach());
        open.values().forEach(image -> image.close().join());
        if (store != null) {
            store.close().join();
        }
    }

    private void endSessions() {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Session session : registry.sessions()) {
            session.drop("the service stops");
            ends.add(session.ended());
        }
        ends.forEach(CompletableFuture::join);
    }

    /** Bytes of buffers that nobody has released. */
    long leakedBytes() {
        return allocator.metric().usedDirectMemory();
    }

    /** Which parts of an image are allocated; for tests of thin provisioning. */
    List<AllocationExtent> allocation(int lun, long bytes) {
        return image(lun).allocationStatus(0, bytes).join();
    }
}
