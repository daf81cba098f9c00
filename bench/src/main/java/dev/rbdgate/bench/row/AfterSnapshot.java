package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.GatewayApi;
import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.contestant.Stage;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.Timing;
import java.util.List;

/**
 * The first overwrite after a snapshot was taken, beside the same overwrite without one.
 *
 * @param load writes a part of the volume that it touches mostly once
 * @param ratio the least part of the speed without a snapshot
 */
record AfterSnapshot(String name, String title, Load load, double ratio) implements Row {

    private static final String PLAIN = "rbdgate, no snapshot";
    private static final String FIRST = "rbdgate, after a snapshot";
    private static final String SNAPSHOT = "bench";

    @Override
    public List<Goal> goals() {
        return List.of(
                new Goal.Ratio(Metric.OPERATIONS_PER_SECOND, FIRST, PLAIN, Bound.atLeast(ratio)));
    }

    @Override
    public void run(Lab lab) {
        for (int round = 1; round <= lab.plan().rounds(); round++) {
            lab.recorder().add(measure(lab, PLAIN, round));
            try {
                lab.recorder().add(withSnapshot(lab, round));
            } catch (LabException e) {
                lab.recorder().add(new Failure(name, FIRST, round, String.valueOf(e.getMessage())));
            }
        }
    }

    private Outcome withSnapshot(Lab lab, int round) {
        GatewayApi api = lab.gateway().api();
        api.createSnapshot(Stage.image(0), SNAPSHOT);
        try {
            return measure(lab, FIRST, round);
        } finally {
            api.removeSnapshot(Stage.image(0), SNAPSHOT);
        }
    }

    private Outcome measure(Lab lab, String label, int round) {
        return Measurement.take(
                name,
                label,
                round,
                () -> lab.contestant(Kind.RBDGATE),
                load,
                new Timing(lab.plan().seconds(), round));
    }
}
