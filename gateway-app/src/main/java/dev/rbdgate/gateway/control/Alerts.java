package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;

/** What is wrong now. */
final class Alerts {

    /** The part of the store in use from which on space is to be found, in percent. */
    static final int NEARLY_FULL_PERCENT = 85;

    /** The part from which on writes may soon be refused. */
    static final int FULL_PERCENT = 95;

    private Alerts() {}

    /** The worst first. */
    static List<Alert> of(ObjectStore.Capacity capacity, List<SystemStatus.LunProblem> problems) {
        List<Alert> alerts = new ArrayList<>();
        problems.forEach(problem -> alerts.add(notReady(problem)));
        long percent = percentUsed(capacity);
        if (percent >= NEARLY_FULL_PERCENT) {
            Alert space =
                    new Alert(
                            percent >= FULL_PERCENT
                                    ? Alert.Severity.CRITICAL
                                    : Alert.Severity.WARNING,
                            "store.space",
                            "object store",
                            percent + " % of the object store is in use");
            alerts.add(space.severity() == Alert.Severity.CRITICAL ? 0 : alerts.size(), space);
        }
        return List.copyOf(alerts);
    }

    private static Alert notReady(SystemStatus.LunProblem problem) {
        return new Alert(
                Alert.Severity.CRITICAL,
                "lun.not-ready",
                "%s LUN %d".formatted(problem.target(), problem.lun()),
                "%s: %s".formatted(problem.problem().image(), problem.problem().detail()));
    }

    /** Of what is used and available, since the rest is kept back. */
    private static long percentUsed(ObjectStore.Capacity capacity) {
        double whole = (double) capacity.usedBytes() + capacity.availableBytes();
        return whole > 0 ? (long) (100 * capacity.usedBytes() / whole) : 0;
    }
}
