package dev.rbdgate.simulation;

import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.ObjectMapCheck;
import dev.rbdgate.rbd.local.StoreCheck;
import dev.rbdgate.rbd.local.StoreOpenException;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A run: a machine with a gateway, some hosts, and what befalls them. */
final class Simulation {

    private static final int LEAST_OPERATIONS = 60;
    private static final int MOST_OPERATIONS = 600;
    private static final long LONGEST_OUTAGE = 2 * Time.SECOND;
    private static final int MOST_TROUBLES = 14;
    private static final int CUT_SHORT_ONE_IN = 6;
    private static final int NEVER_PERCENT = Integer.MAX_VALUE;
    private static final long SHORTEST_UNTIL_KILL = 100 * Time.MICROSECOND;
    private static final long LONGEST_UNTIL_KILL = 50 * Time.MILLISECOND;
    private static final int MOST_LUNS = 4;
    private static final long LONGEST_RUN = 600 * Time.SECOND;

    private final long seed;
    private final World world;
    private final Chance chance;
    private final Theme theme;
    private final Mutation mutation;
    private final SimulatedDisk disk;
    private final List<Gateway.Served> served = new ArrayList<>();
    private final List<Workload.Unit> units = new ArrayList<>();
    private final List<ImageSpec> specs = new ArrayList<>();
    private final List<Initiator> initiators = new ArrayList<>();
    private final Workload.Numbers numbers = new Workload.Numbers();
    private final DiskHealth health;

    /** By host and LUN. */
    private final Map<String, LossModel> losses = new HashMap<>();

    /** The administrator does one thing at a time. */
    private boolean administering;

    private @Nullable ImageName cloning;
    private @Nullable Gateway gateway;
    private boolean created;
    private int starts;

    Simulation(long seed, Mutation mutation) {
        this.seed = seed;
        this.world = new World(seed);
        this.chance = world.chance();
        this.theme = Theme.of(chance);
        this.mutation = mutation;
        this.disk = new SimulatedDisk(world);
        this.health = new DiskHealth(disk.faults());
    }

    World world() {
        return world;
    }

    /**
     * Runs.
     *
     * @throws Violation with the trace and the way to replay it
     */
    void run() {
        DirectMemory.makeRoom();
        try {
            prepare();
            work();
            settle();
            end();
        } catch (Violation e) {
            world.mustBeDecided();
            throw new Violation(
                    "seed %d: %s%n%s%nreplay: ./mvnw -pl simulation -am -Dquick -DskipTests=false test -Dtest=SimulationTest#replay -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=%d"
                            .formatted(
                                    seed, e.getMessage(), String.join("\n", world.trace()), seed),
                    e);
        } finally {
            if (gateway != null) {
                gateway.process().kill();
            }
            world.end();
        }
    }

    private void prepare() {
        int count = 1 + chance.below(2);
        for (int lun = 0; lun < count; lun++) {
            long objectBytes = 4096L << chance.below(6);
            long blocks = chance.between(64, 3072) & ~7;
            ImageName name = ImageName.parse("rbd/image" + lun);
            boolean striped = chance.oneIn(4);
            ImageSpec plain = ImageSpec.of(name, blocks * Sectors.BYTES);
            ImageSpec spec =
                    new ImageSpec(
                            name,
                            plain.sizeBytes(),
                            objectBytes,
                            striped ? objectBytes / 4 : 0,
                            striped ? chance.between(2, 4) : 0,
                            Feature.DEFAULTS);
            specs.add(spec);
            boolean writeCache = !chance.oneIn(5);
            served.add(new Gateway.Served(lun, name, new UnitOptions(512, writeCache)));
            units.add(
                    unit(
                            lun,
                            name,
                            new ImageModel(world, name.toString(), blocks),
                            unitBlocks(spec),
                            writeCache));
        }
        int hosts = 1 + chance.below(3);
        for (int host = 0; host < hosts; host++) {
            int ports = chance.oneIn(3) ? 2 : 1;
            for (int port = 0; port < ports; port++) {
                Initiator initiator = new Initiator(world, host, port, () -> gateway, mutation);
                units.forEach(unit -> use(initiator, unit));
                initiators.add(initiator);
            }
        }
        start();
        initiators.forEach(Initiator::connect);
    }

    private void use(Initiator initiator, Workload.Unit unit) {
        LossModel loss =
                losses.computeIfAbsent(
                        initiator.hostName() + " LUN " + unit.lun(), _ -> new LossModel());
        Workload workload = new Workload(world, initiator, unit, loss, numbers, health);
        unit.resets().add(workload);
        initiator.add(workload);
    }

    private Workload.Unit unit(
            int lun, ImageName name, ImageModel model, int unitBlocks, boolean writeCache) {
        return new Workload.Unit(
                lun,
                new ImageAdmin(world, name, model),
                new ReservationModel(),
                new Resets(world),
                unitBlocks,
                writeCache);
    }

    private static int unitBlocks(ImageSpec spec) {
        long unit = spec.stripeUnitBytes() == 0 ? spec.objectBytes() : spec.stripeUnitBytes();
        return (int) (unit / Sectors.BYTES);
    }

    private void start() {
        Gateway next = new Gateway(world, "gateway " + ++starts, mutation);
        gateway = next;
        next.process()
                .spawn(
                        "main",
                        () -> {
                            try {
                                next.start(disk, served, this::create, this::reconcile);
                                world.trace("the gateway serves");
                            } catch (StoreOpenException e) {
                                throw new Violation("the store cannot be opened", e);
                            }
                        });
    }

    /** Makes the images that are not there yet. */
    private void create(Images made) {
        if (!created) {
            for (ImageSpec spec : specs) {
                boolean there = made.list("rbd", "").join().stream().anyMatch(spec.name()::equals);
                if (!there) {
                    made.create(spec).join();
                }
            }
            created = true;
        }
    }

    private int operations() {
        return initiators.stream()
                .flatMap(initiator -> initiator.workloads().stream())
                .mapToInt(Workload::doneOperations)
                .sum();
    }

    private void work() {
        int wanted = (int) chance.duration(LEAST_OPERATIONS, MOST_OPERATIONS);
        int troubles = chance.below(MOST_TROUBLES);
        TreeSet<Integer> moments = new TreeSet<>();
        for (int i = 0; i < troubles; i++) {
            moments.add(chance.below(wanted));
        }
        for (int at : moments) {
            world.runUntil(() -> operations() >= at, LONGEST_RUN, "operations go on");
            trouble();
        }
        world.runUntil(() -> operations() >= wanted, LONGEST_RUN, "operations go on");
    }

    private void trouble() {
        if (theme == Theme.MIXED || chance.oneIn(4)) {
            anyTrouble();
        } else if (theme == Theme.SYNCS) {
            breakDisk();
        } else {
            administer();
        }
    }

    private void anyTrouble() {
        switch (chance.below(12)) {
            case 0, 1 -> chance.pick(initiators).cut();
            case 2 -> kill();
            case 3, 4 -> losePower();
            case 5 -> restart();
            case 6 -> breakDisk();
            default -> administer();
        }
    }

    /** Has the administrator do something, if he has the time. */
    private void administer() {
        Gateway up = gateway;
        if (administering || up == null || !up.isServing() || health.isTroubled()) {
            return;
        }
        administering = true;
        up.process()
                .spawn(
                        "admin",
                        () -> {
                            if (chance.oneIn(theme == Theme.CLONES ? 2 : 5)) {
                                makeClone(up);
                            } else {
                                Workload.Unit unit = chance.pick(units);
                                unit.admin().act(up.images(), theme, watch(up, unit.lun()));
                            }
                            administering = false;
                        });
    }

    private ImageAdmin.Watch watch(Gateway up, int lun) {
        return new ImageAdmin.Watch() {
            private int cutAtPercent = NEVER_PERCENT;

            @Override
            public void begun() {
                cutAtPercent = NEVER_PERCENT;
                if (theme == Theme.IMAGES && chance.oneIn(CUT_SHORT_ONE_IN)) {
                    killSoon(up, LONGEST_UNTIL_KILL);
                } else if (theme == Theme.IMAGES && chance.oneIn(CUT_SHORT_ONE_IN)) {
                    cutAtPercent = chance.below(100);
                }
            }

            @Override
            public void goesOn(double share) {
                if (100 * share >= cutAtPercent) {
                    cutAtPercent = NEVER_PERCENT;
                    killSoon(up, SHORTEST_UNTIL_KILL);
                }
            }

            @Override
            public void resized(long since) {
                raise(lun, AttentionModel.CAPACITY_CHANGED, since);
            }
        };
    }

    /** Cuts short what the administrator has begun. */
    private void killSoon(Gateway up, long within) {
        world.after(
                chance.between(1, within),
                () -> {
                    if (administering && gateway == up) {
                        kill();
                    }
                });
    }

    private void raise(int lun, int attention, long since) {
        for (Initiator initiator : initiators) {
            for (Workload workload : initiator.workloads()) {
                if (workload.lun() == lun && initiator.isLoggedIn()) {
                    workload.attentions().raise(attention, since);
                }
            }
        }
    }

    /** A clone becomes the next LUN; every initiator is told. */
    private void makeClone(Gateway up) {
        if (units.size() >= MOST_LUNS) {
            return;
        }
        Workload.Unit parent = chance.pick(units);
        int lun = units.size();
        ImageName name = ImageName.parse("rbd/image" + lun);
        cloning = name;
        ImageAdmin.Clone made = parent.admin().cloneTo(up.images(), name, watch(up, parent.lun()));
        Gateway.Served clone = new Gateway.Served(lun, name, new UnitOptions(512, true));
        up.map(clone);
        served.add(clone);
        Workload.Unit unit = unit(lun, name, made.model(), parent.unitBlocks(), true);
        unit.admin().isClone(made.flattened());
        units.add(unit);
        cloning = null;
        long since = world.now();
        up.serve();
        for (Initiator initiator : initiators) {
            use(initiator, unit);
        }
        // The sessions' event loops take the new catalogue in a moment.
        up.process().sleep(50 * Time.MILLISECOND);
        for (int each = 0; each <= lun; each++) {
            raise(each, AttentionModel.LUNS_CHANGED, since);
        }
        initiators.stream().filter(Initiator::isLoggedIn).forEach(Initiator::beginNew);
    }

    /** What a crash cut short has happened or not; all else is as it was. */
    private void reconcile(Gateway up) {
        if (cloning != null) {
            ImageName half = cloning;
            boolean there = up.images().list("rbd", "").join().stream().anyMatch(half::equals);
            if (there) {
                up.images().delete(half, _ -> {}).join();
            }
            cloning = null;
        }
        units.forEach(unit -> unit.admin().reconcile(up.images(), up.image(unit.lun())));
    }

    private void gatewayGone() {
        administering = false;
        health.restarted();
        units.forEach(unit -> {
            unit.admin().killed();
            unit.admin().model().killed();
            unit.reservation().restarted();
        });
    }

    private void kill() {
        if (disk.faults().hasGivenUp()) {
            // Only a new boot of the machine shows what is really on the disk.
            losePower();
        } else if (gateway != null) {
            world.trace("the gateway is killed");
            gateway.kill(Time.MILLISECOND);
            gateway = null;
            disk.processEnded();
            disk.faults().heal();
            gatewayGone();
            startLater();
        }
    }

    private void endUnlessWell() {
        if (disk.faults().any()) {
            if (chance.oneIn(2)) {
                losePower();
            } else {
                kill();
            }
        }
    }

    private void losePower() {
        if (gateway != null) {
            gateway.kill(5 * Time.SECOND);
            gateway = null;
            disk.faults().heal();
            gatewayGone();
            units.forEach(unit -> {
                unit.admin().powerLost();
                unit.admin().model().powerLost();
            });
            initiators.stream()
                    .flatMap(initiator -> initiator.workloads().stream())
                    .forEach(Workload::powerLost);
            disk.losePower();
            startLater();
        }
    }

    /** Something is wrong with the disk for a while; a failed sync is over with a new start. */
    private void breakDisk() {
        if (gateway == null || !gateway.isServing() || administering) {
            return;
        }
        health.troubled();
        switch (theme == Theme.SYNCS ? 1 : chance.below(4)) {
            case 0 -> {
                world.trace("syncs fail");
                disk.faults().failSyncs();
                later(this::endUnlessWell);
            }
            case 1 -> {
                world.trace("syncs fail, and succeed when repeated");
                disk.faults().failSyncsOnce();
                later(this::endUnlessWell);
            }
            case 2 -> {
                world.trace("the disk is full");
                disk.faults().fill(true);
                later(() -> disk.faults().fill(false));
            }
            default -> {
                world.trace("reads fail");
                disk.faults().failReads(20);
                later(disk.faults()::healReads);
            }
        }
    }

    private void later(Runnable action) {
        world.after(chance.duration(Time.MILLISECOND, Time.SECOND), action);
    }

    private void startLater() {
        world.after(chance.duration(Time.MILLISECOND, LONGEST_OUTAGE), this::start);
    }

    private void restart() {
        Gateway old = gateway;
        if (old != null && old.isServing() && !administering && !health.isTroubled()) {
            world.trace("the gateway is stopped");
            gateway = null;
            disk.faults().heal();
            stop(old, this::startLater);
        }
    }

    private void stop(Gateway old, Runnable then) {
        old.process()
                .spawn(
                        "stop",
                        () -> {
                            old.stop();
                            world.after(
                                    Time.SECOND,
                                    () -> {
                                        world.trace("the gateway has stopped");
                                        if (old.leakedBytes() != 0) {
                                            throw new Violation(
                                                    old.leakedBytes()
                                                            + " bytes of buffers are not released");
                                        }
                                        old.process().kill();
                                        disk.processEnded();
                                        gatewayGone();
                                        then.run();
                                    });
                        });
    }

    /** Lets all that was begun end, and looks at the images as a whole. */
    private void settle() {
        initiators.forEach(Initiator::stop);
        if (health.isTroubled()) {
            // What has failed to sync is never flushed again: no clean end.
            kill();
        }
        world.runUntil(
                () ->
                        !administering
                                && !disk.faults().any()
                                && gateway != null
                                && gateway.isServing()
                                && initiators.stream()
                                        .allMatch(initiator ->
                                                initiator.isLoggedIn()
                                                        && initiator.outstanding() == 0),
                LONGEST_RUN,
                "everything ends");
        int[] left = {0};
        for (Workload workload : initiators.getFirst().workloads()) {
            left[0]++;
            workload.verify(() -> left[0]--);
        }
        world.runUntil(() -> left[0] == 0, LONGEST_RUN, "everything is read");
    }

    private static void checkMap(Gateway last, ImageName name) {
        ObjectMapCheck check = last.images().objectMaps().check(name, _ -> {}).join();
        if (!check.clean()) {
            throw new Violation("the object map of %s is wrong: %s".formatted(name, check));
        }
    }

    private void end() {
        Gateway last = gateway;
        if (last == null) {
            throw new IllegalStateException("no gateway");
        }
        boolean[] looked = new boolean[1];
        last.process()
                .spawn(
                        "admin",
                        () -> {
                            for (Workload.Unit unit : units) {
                                unit.admin().checkAll(last.images());
                                checkMap(last, unit.admin().name());
                            }
                            looked[0] = true;
                        });
        world.runUntil(() -> looked[0], LONGEST_RUN, "the snapshots are read");
        boolean[] done = new boolean[1];
        stop(last, () -> done[0] = true);
        world.runUntil(() -> done[0], LONGEST_RUN, "the gateway stops");
        try {
            List<StoreCheck.Finding> findings = StoreCheck.run(disk.offline(), true);
            if (!findings.isEmpty()) {
                throw new Violation("the store is not clean: " + findings);
            }
        } catch (StoreOpenException e) {
            throw new Violation("the store cannot be checked", e);
        }
    }
}
