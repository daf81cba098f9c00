package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.Gateway;
import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.contestant.Ports;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.SystemTimes;
import dev.rbdgate.bench.lab.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** From the start of the process to the first login that it accepts. */
record StartTime(String name, String title, int units, Bound bound) implements Row {

    private static final String IQN = "iqn.2026-11.dev.rbdgate:start";
    private static final long IMAGE_BYTES = 1L << 30;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public List<Goal> goals() {
        return List.of(new Goal.Figure(Metric.START_TIME, Kind.RBDGATE.label(), bound));
    }

    @Override
    public void run(Lab lab) {
        try (Gateway gateway = lab.stage().rowGateway(name)) {
            gateway.start();
            gateway.api().createTarget(IQN);
            for (int lun = 0; lun < units; lun++) {
                gateway.api().createImage("image" + lun, IMAGE_BYTES);
                gateway.api().addUnit(IQN, "image" + lun, lun);
            }
            gateway.stop();
            for (int round = 1; round <= lab.plan().rounds(); round++) {
                lab.recorder().add(start(gateway, round));
                gateway.stop();
            }
        } catch (LabException e) {
            lab.recorder()
                    .add(
                            new Failure(
                                    name, Kind.RBDGATE.label(), 1, String.valueOf(e.getMessage())));
        }
    }

    private Sample start(Gateway gateway, int round) {
        SystemTimes before = SystemTimes.now();
        long begin = System.nanoTime();
        gateway.launch();
        Wait.until(
                "the first login",
                LIMIT,
                () -> {
                    gateway.daemon().checkAlive();
                    return LoginProbe.accepted(Ports.ROW, IQN);
                });
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Sample(
                name,
                Kind.RBDGATE.label(),
                round,
                Map.of(Metric.START_TIME, seconds),
                SystemTimes.now().stealSince(before),
                List.of());
    }
}
