package dev.rbdgate.bench.report;

import dev.rbdgate.bench.row.Goal;
import dev.rbdgate.bench.row.Row;

/** The table of what was to be reached. */
final class GoalTable {

    private static final int REASON_CHARACTERS = 160;

    private GoalTable() {}

    static String of(Run run) {
        Table table =
                new Table("workload", "what", "median (least to greatest)", "goal", "reached");
        for (Row row : run.rows()) {
            for (Verdict verdict : run.verdicts(row)) {
                add(table, row, verdict);
            }
        }
        return table.toString();
    }

    private static void add(Table table, Row row, Verdict verdict) {
        Goal goal = verdict.goal();
        String figure =
                switch (verdict) {
                    case Verdict.Judged judged -> spread(goal, judged.spread());
                    case Verdict.Refused refused -> "none: " + shortened(refused.reason());
                };
        String reached =
                switch (verdict) {
                    case Verdict.Judged judged -> judged.reached() ? "yes" : "**no**";
                    case Verdict.Refused _ -> "**no figure**";
                };
        table.add(row.title(), subject(goal), figure, bound(goal), reached);
    }

    private static String shortened(String reason) {
        return reason.length() <= REASON_CHARACTERS
                ? reason
                : reason.substring(0, REASON_CHARACTERS) + "…";
    }

    static String subject(Goal goal) {
        return switch (goal) {
            case Goal.Ratio ratio ->
                    "%s, %s / %s"
                            .formatted(ratio.metric().title(), ratio.contestant(), ratio.against());
            case Goal.Figure figure ->
                    "%s, %s".formatted(figure.metric().title(), figure.contestant());
        };
    }

    private static String spread(Goal goal, Spread spread) {
        return "%s (%s to %s)"
                .formatted(
                        value(goal, spread.median()),
                        value(goal, spread.min()),
                        value(goal, spread.max()));
    }

    private static String bound(Goal goal) {
        return (goal.bound().atLeast() ? "≥ " : "≤ ") + value(goal, goal.bound().value());
    }

    private static String value(Goal goal, double value) {
        return switch (goal) {
            case Goal.Ratio _ -> Figures.ratio(value);
            case Goal.Figure figure -> Figures.of(figure.metric(), value);
        };
    }
}
