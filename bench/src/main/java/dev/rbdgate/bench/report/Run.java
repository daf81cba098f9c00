package dev.rbdgate.bench.report;

import dev.rbdgate.bench.lab.Machine;
import dev.rbdgate.bench.row.Failure;
import dev.rbdgate.bench.row.Outcome;
import dev.rbdgate.bench.row.Plan;
import dev.rbdgate.bench.row.Row;
import java.util.List;

/** All of a run, from which the report is made. */
public record Run(Machine machine, Plan plan, List<Row> rows, List<Outcome> outcomes) {

    /** Whether any run gave no figure. */
    public boolean failed() {
        return outcomes.stream().anyMatch(Failure.class::isInstance);
    }

    List<Outcome> of(Row row) {
        return outcomes.stream().filter(outcome -> outcome.row().equals(row.name())).toList();
    }

    /** The labels of a row, in the order in which they first ran. */
    List<String> contestants(Row row) {
        return of(row).stream().map(Outcome::contestant).distinct().toList();
    }

    List<Verdict> verdicts(Row row) {
        return row.goals().stream().map(goal -> Judge.judge(goal, of(row))).toList();
    }
}
