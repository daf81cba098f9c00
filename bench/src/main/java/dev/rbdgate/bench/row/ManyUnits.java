package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.Gateway;
import dev.rbdgate.bench.contestant.GatewayApi;
import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.lab.Command;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.ProcessUsage;
import dev.rbdgate.bench.lab.SystemTimes;
import dev.rbdgate.bench.load.LoadFailedException;
import dev.rbdgate.bench.load.LoadGenerator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Thousands of units on one target: creating them, finding them, and what they hold. */
record ManyUnits(String name, String title) implements Row {

    private static final String FIRST = "first LUNs";
    private static final String LAST = "last LUNs";
    private static final String IQN = "iqn.2026-11.dev.rbdgate:many";
    private static final long IMAGE_BYTES = 1L << 30;

    /**
     * Enough to see past one slow request; the first ones are left out: the JIT's, not growth's.
     */
    private static final int WINDOW = 32;

    private static final double KIB = 1 << 10;
    private static final double CREATE_RATIO = 1.5;
    private static final double INVENTORY_SECONDS = 2;
    private static final double KIB_PER_UNIT = 64;

    @Override
    public List<Goal> goals() {
        String rbdgate = Kind.RBDGATE.label();
        return List.of(
                new Goal.Ratio(Metric.CREATE_TIME, LAST, FIRST, Bound.atMost(CREATE_RATIO)),
                new Goal.Figure(Metric.INVENTORY_TIME, rbdgate, Bound.atMost(INVENTORY_SECONDS)),
                new Goal.Figure(Metric.MEMORY_PER_UNIT, rbdgate, Bound.atMost(KIB_PER_UNIT)));
    }

    @Override
    public void run(Lab lab) {
        try (Gateway gateway = lab.stage().rowGateway(name)) {
            gateway.start();
            measure(lab, gateway);
        } catch (LabException | LoadFailedException e) {
            lab.recorder()
                    .add(
                            new Failure(
                                    name, Kind.RBDGATE.label(), 1, String.valueOf(e.getMessage())));
        }
    }

    private void measure(Lab lab, Gateway gateway) {
        int units = lab.plan().units();
        GatewayApi api = gateway.api();
        api.createTarget(IQN);
        for (int unit = 0; unit < WINDOW; unit++) {
            var _ = createMilliseconds(api, unit);
        }
        ProcessUsage usage = new ProcessUsage(gateway.daemon().pid());
        long before = settledBytes(gateway, usage);
        SystemTimes begin = SystemTimes.now();
        double[] times = new double[units - WINDOW];
        for (int unit = WINDOW; unit < units; unit++) {
            times[unit - WINDOW] = createMilliseconds(api, unit);
        }
        double steal = SystemTimes.now().stealSince(begin);
        LoadGenerator.Inventory inventory = lab.generator().inventory(gateway.url(IQN, 0));
        if (inventory.units() != units) {
            throw new LabException("REPORT LUNS tells of " + inventory.units() + " units");
        }
        double perUnit = (settledBytes(gateway, usage) - before) / KIB / times.length;
        double seconds =
                inventory.sendTargetsSeconds()
                        + inventory.loginSeconds()
                        + inventory.reportLunsSeconds();
        add(lab, FIRST, steal, Map.of(Metric.CREATE_TIME, median(times, 0)));
        add(lab, LAST, steal, Map.of(Metric.CREATE_TIME, median(times, times.length - WINDOW)));
        add(
                lab,
                Kind.RBDGATE.label(),
                steal,
                Map.of(Metric.INVENTORY_TIME, seconds, Metric.MEMORY_PER_UNIT, perUnit));
    }

    private static double createMilliseconds(GatewayApi api, int unit) {
        long begin = System.nanoTime();
        api.createImage("image" + unit, IMAGE_BYTES);
        api.addUnit(IQN, "image" + unit, unit);
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Resident memory when garbage is gone, so that only what is held counts. */
    private static long settledBytes(Gateway gateway, ProcessUsage usage) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd");
        var _ = Command.run(jcmd.toString(), String.valueOf(gateway.daemon().pid()), "GC.run").ok();
        return usage.residentBytes();
    }

    private static double median(double[] times, int from) {
        double[] window = Arrays.copyOfRange(times, from, from + WINDOW);
        Arrays.sort(window);
        return (window[WINDOW / 2 - 1] + window[WINDOW / 2]) / 2;
    }

    private void add(Lab lab, String label, double steal, Map<Metric, Double> values) {
        lab.recorder().add(new Sample(name, label, 1, values, steal, List.of()));
    }
}
