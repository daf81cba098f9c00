package dev.rbdgate.bench.report;

import dev.rbdgate.bench.row.Goal;

/** What has become of a goal. */
public sealed interface Verdict {

    Goal goal();

    /** There is a figure. */
    record Judged(Goal goal, Spread spread, boolean reached) implements Verdict {}

    /** There is none, since a contestant failed or did not run. */
    record Refused(Goal goal, String reason) implements Verdict {}
}
