package dev.rbdgate.bench.row;

import dev.rbdgate.bench.contestant.Kind;
import dev.rbdgate.bench.load.Load;
import dev.rbdgate.bench.load.Timing;
import java.util.Arrays;
import java.util.List;

/** The same load, or one that differs in one thing, on several contestants by turns. */
public record Comparison(
        String name, String title, List<Entry> entries, List<Goal> goals, boolean needsCeph)
        implements Row {

    /** One load on several contestants. */
    static Comparison of(String name, String title, Load load, List<Kind> kinds, Goal... goals) {
        List<Entry> entries = kinds.stream().map(kind -> Entry.of(kind, load)).toList();
        boolean ceph = kinds.contains(Kind.RBDGATE_RADOS);
        return new Comparison(name, title, entries, Arrays.asList(goals), ceph);
    }

    @Override
    public void run(Lab lab) {
        for (int round = 1; round <= lab.plan().rounds(); round++) {
            // What one leaves behind for the next is not always the same one's burden.
            List<Entry> order = round % 2 == 0 ? entries.reversed() : entries;
            for (Entry entry : order) {
                lab.recorder()
                        .add(
                                Measurement.take(
                                        name,
                                        entry.label(),
                                        round,
                                        () -> lab.contestant(entry.kind()),
                                        entry.load(),
                                        new Timing(lab.plan().seconds(), round)));
            }
        }
    }
}
