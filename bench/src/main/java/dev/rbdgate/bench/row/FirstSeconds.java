package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.Gateway;
import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.SystemTimes;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.LoadFailedException;
import dev.rbdgate.bench.load.LoadResult;
import dev.rbdgate.bench.load.Timing;
import java.util.List;
import java.util.Map;

/** The first three seconds of load after a start, beside the last three of the same load. */
record FirstSeconds(String name, String title, Load load, double ratio) implements Row {

    private static final String FIRST = "first 3 s";
    private static final String STEADY = "steady";
    private static final String IQN = "iqn.2026-11.dev.rbdgate:first";
    private static final int WINDOW_TICKS = 30;
    private static final double WINDOW_SECONDS = 3;
    private static final double LOAD_SECONDS = 13;
    private static final long IMAGE_BYTES = 1L << 30;

    @Override
    public List<Goal> goals() {
        return List.of(
                new Goal.Ratio(Metric.OPERATIONS_PER_SECOND, FIRST, STEADY, Bound.atLeast(ratio)));
    }

    @Override
    public void run(Lab lab) {
        try (Gateway gateway = lab.stage().rowGateway(name)) {
            gateway.start();
            gateway.api().createTarget(IQN);
            gateway.api().createImage("first", IMAGE_BYTES);
            gateway.api().addUnit(IQN, "first", 0);
            lab.generator().prefill(gateway.url(IQN, 0));
            gateway.stop();
            for (int round = 1; round <= lab.plan().rounds(); round++) {
                gateway.start();
                measure(lab, gateway, round);
                gateway.stop();
            }
        } catch (LabException | LoadFailedException e) {
            lab.recorder()
                    .add(
                            new Failure(
                                    name, Kind.RBDGATE.label(), 1, String.valueOf(e.getMessage())));
        }
    }

    private void measure(Lab lab, Gateway gateway, int round) {
        SystemTimes before = SystemTimes.now();
        LoadResult result =
                lab.generator()
                        .run(
                                load,
                                new Timing(LOAD_SECONDS, round),
                                true,
                                List.of(gateway.url(IQN, 0)));
        double steal = SystemTimes.now().stealSince(before);
        List<Integer> ticks = result.per100Milliseconds();
        if (ticks.size() < 2 * WINDOW_TICKS) {
            throw new LabException("the load ended early");
        }
        add(lab, FIRST, round, ticks.subList(0, WINDOW_TICKS), steal, ticks);
        add(
                lab,
                STEADY,
                round,
                ticks.subList(ticks.size() - WINDOW_TICKS, ticks.size()),
                steal,
                List.of());
    }

    private void add(
            Lab lab,
            String label,
            int round,
            List<Integer> window,
            double steal,
            List<Integer> series) {
        double perSecond = window.stream().mapToInt(Integer::intValue).sum() / WINDOW_SECONDS;
        lab.recorder()
                .add(
                        new Sample(
                                name,
                                label,
                                round,
                                Map.of(Metric.OPERATIONS_PER_SECOND, perSecond),
                                steal,
                                series));
    }
}
