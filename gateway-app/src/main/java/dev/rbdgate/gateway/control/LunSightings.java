package dev.rbdgate.gateway.control;

import dev.rbdgate.config.MappingStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes which initiator was shown which LUNs, off the event loops. Reports that change nothing cost
 * a look into memory; of several for one initiator and target that wait, the newest is written.
 * Thread-safe.
 */
public final class LunSightings {

    private static final Logger log = LoggerFactory.getLogger(LunSightings.class);

    /** Initiator names times targets that are noted; names can be made up where "*" is granted. */
    private static final int LIMIT = 65_536;

    private final MappingStore store;
    private final Executor writer;
    private final Map<Viewer, Report> known = new HashMap<>();
    private final Map<Viewer, Report> waiting = new HashMap<>();
    private boolean writing;

    /**
     * @param writer may block; runs one write at a time
     */
    public LunSightings(MappingStore store, Executor writer) {
        this.store = store;
        this.writer = writer;
    }

    private record Viewer(String target, String initiator) {}

    private record Report(Set<Integer> luns, boolean all) {

        /** What is known when this one follows on {@code earlier}. */
        Report after(Report earlier) {
            return all
                    ? this
                    : new Report(
                            Stream.concat(earlier.luns().stream(), luns.stream())
                                    .collect(Collectors.toUnmodifiableSet()),
                            earlier.all());
        }
    }

    /** An initiator logged in and can reach these LUNs, asked for or not. */
    public void reachable(String target, String initiator, Set<Integer> luns) {
        note(new Viewer(target, initiator), new Report(Set.copyOf(luns), false));
    }

    /** An initiator was told by REPORT LUNS that these are all. */
    public void reported(String target, String initiator, Set<Integer> luns) {
        note(new Viewer(target, initiator), new Report(Set.copyOf(luns), true));
    }

    private synchronized void note(Viewer viewer, Report report) {
        Report before = known.get(viewer);
        Report now = before == null ? report : report.after(before);
        if (now.equals(before)) {
            return;
        }
        if (before == null && known.size() >= LIMIT) {
            log.warn("More than {} initiators have seen LUNs: {} is not noted", LIMIT, viewer);
            return;
        }
        known.put(viewer, now);
        waiting.put(viewer, now);
        if (!writing) {
            writing = true;
            writer.execute(this::writeAll);
        }
    }

    private void writeAll() {
        while (true) {
            Map.Entry<Viewer, Report> next;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    writing = false;
                    return;
                }
                next = Map.copyOf(waiting).entrySet().iterator().next();
                waiting.remove(next.getKey());
            }
            write(next.getKey(), next.getValue());
        }
    }

    private void write(Viewer viewer, Report report) {
        try {
            store.sighted(viewer.target(), viewer.initiator(), report.luns(), report.all());
        } catch (RuntimeException e) {
            log.error("It could not be noted which LUNs {} has seen", viewer.initiator(), e);
            synchronized (this) {
                known.remove(viewer);
            }
        }
    }
}
