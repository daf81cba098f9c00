package dev.rbdgate.simulation;

import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.local.StoreCheck;
import dev.rbdgate.rbd.local.StoreOpenException;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run: a machine with a gateway, some hosts, and what befalls them. */
final class Simulation {

    private static final int LEAST_OPERATIONS = 60;
    private static final int MOST_OPERATIONS = 600;
    private static final long LONGEST_OUTAGE = 2 * Time.SECOND;
    private static final long LONGEST_RUN = 600 * Time.SECOND;

    private final long seed;
    private final World world;
    private final Chance chance;
    private final Mutation mutation;
    private final SimulatedDisk disk;
    private final List<Gateway.Served> served = new ArrayList<>();
    private final List<ImageModel> images = new ArrayList<>();
    private final List<ImageSpec> specs = new ArrayList<>();
    private final List<Initiator> initiators = new ArrayList<>();
    private @Nullable Gateway gateway;
    private boolean created;
    private int starts;

    Simulation(long seed, Mutation mutation) {
        this.seed = seed;
        this.world = new World(seed);
        this.chance = world.chance();
        this.mutation = mutation;
        this.disk = new SimulatedDisk(world);
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
        try {
            prepare();
            work();
            settle();
            end();
        } catch (Violation e) {
            throw new Violation(
                    "seed %d: %s%n%s%nreplay: ./mvnw -pl simulation -am -Dquick -DskipTests=false test -Dtest=SimulationTest#replay -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=%d"
                            .formatted(
                                    seed, e.getMessage(), String.join("\n", world.trace()), seed),
                    e);
        } finally {
            if (gateway != null) {
                gateway.process().kill();
            }
        }
    }

    private void prepare() {
        int count = 1 + chance.below(2);
        for (int lun = 0; lun < count; lun++) {
            long objectBytes = 4096L << chance.below(6);
            long blocks = chance.between(64, 4096) & ~7;
            ImageName name = ImageName.parse("rbd/image" + lun);
            boolean striped = chance.oneIn(4);
            ImageSpec plain = ImageSpec.of(name, blocks * Sectors.BYTES);
            specs.add(
                    new ImageSpec(
                            name,
                            plain.sizeBytes(),
                            objectBytes,
                            striped ? objectBytes / 4 : 0,
                            striped ? chance.between(2, 4) : 0,
                            Feature.DEFAULTS));
            images.add(new ImageModel(world, name.toString(), blocks));
            served.add(new Gateway.Served(lun, name, new UnitOptions(512, !chance.oneIn(5))));
        }
        Workload.Numbers numbers = new Workload.Numbers();
        int hosts = 1 + chance.below(3);
        for (int i = 0; i < hosts; i++) {
            Initiator initiator = new Initiator(world, i, () -> gateway);
            for (Gateway.Served each : served) {
                initiator.add(
                        new Workload(
                                world,
                                initiator,
                                each.lun(),
                                images.get(each.lun()),
                                unitBlocks(specs.get(each.lun())),
                                each.options().writeCache(),
                                numbers));
            }
            initiators.add(initiator);
        }
        start();
        initiators.forEach(Initiator::connect);
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
                                next.start(disk, served, this::create);
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
        int troubles = chance.below(6);
        for (int i = 0; i < troubles; i++) {
            int at = chance.below(wanted);
            world.runUntil(() -> operations() >= at, LONGEST_RUN, "operations go on");
            trouble();
        }
        world.runUntil(() -> operations() >= wanted, LONGEST_RUN, "operations go on");
    }

    private void trouble() {
        switch (chance.below(6)) {
            case 0, 1 -> chance.pick(initiators).cut();
            case 2 -> kill();
            case 3, 4 -> losePower();
            default -> restart();
        }
    }

    private void kill() {
        if (gateway != null) {
            world.trace("the gateway is killed");
            gateway.kill(Time.MILLISECOND);
            gateway = null;
            disk.processEnded();
            images.forEach(ImageModel::killed);
            startLater();
        }
    }

    private void losePower() {
        if (gateway != null) {
            gateway.kill(5 * Time.SECOND);
            gateway = null;
            images.forEach(ImageModel::powerLost);
            initiators.stream()
                    .flatMap(initiator -> initiator.workloads().stream())
                    .forEach(Workload::powerLost);
            disk.losePower();
            startLater();
        }
    }

    private void startLater() {
        world.after(chance.duration(Time.MILLISECOND, LONGEST_OUTAGE), this::start);
    }

    private void restart() {
        Gateway old = gateway;
        if (old != null && old.isServing()) {
            world.trace("the gateway is stopped");
            gateway = null;
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
                                        then.run();
                                    });
                        });
    }

    /** Lets all that was begun end, and looks at the images as a whole. */
    private void settle() {
        initiators.forEach(Initiator::stop);
        world.runUntil(
                () ->
                        gateway != null
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

    private void end() {
        Gateway last = gateway;
        if (last == null) {
            throw new IllegalStateException("no gateway");
        }
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
