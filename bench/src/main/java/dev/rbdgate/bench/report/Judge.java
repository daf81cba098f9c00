package dev.rbdgate.bench.report;

import dev.rbdgate.bench.row.Failure;
import dev.rbdgate.bench.row.Goal;
import dev.rbdgate.bench.row.Metric;
import dev.rbdgate.bench.row.Outcome;
import dev.rbdgate.bench.row.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says what has become of a row's goals. A ratio is formed within a round, where both ran one after
 * the other; the median over the rounds counts. Where one of the two failed in any round, there is
 * no ratio.
 */
public final class Judge {

    private Judge() {}

    /**
     * @param outcomes of the goal's row only
     */
    public static Verdict judge(Goal goal, List<Outcome> outcomes) {
        Optional<Failure> failure =
                outcomes.stream()
                        .filter(Failure.class::isInstance)
                        .map(Failure.class::cast)
                        .filter(candidate -> concerns(goal, candidate))
                        .findFirst();
        if (failure.isPresent()) {
            return new Verdict.Refused(
                    goal, "%s: %s".formatted(failure.get().contestant(), failure.get().reason()));
        }
        return switch (goal) {
            case Goal.Figure figure -> judgeFigure(figure, outcomes);
            case Goal.Ratio ratio -> judgeRatio(ratio, outcomes);
        };
    }

    /** A third contestant's failure leaves a ratio of two others alone. */
    private static boolean concerns(Goal goal, Failure failure) {
        return switch (goal) {
            case Goal.Figure figure -> failure.contestant().equals(figure.contestant());
            case Goal.Ratio ratio ->
                    failure.contestant().equals(ratio.contestant())
                            || failure.contestant().equals(ratio.against());
        };
    }

    private static Verdict judgeFigure(Goal.Figure goal, List<Outcome> outcomes) {
        Map<Integer, Double> figures = figures(outcomes, goal.contestant(), goal.metric());
        if (figures.isEmpty()) {
            return new Verdict.Refused(goal, goal.contestant() + " was not measured");
        }
        return judged(goal, Spread.of(figures.values()));
    }

    private static Verdict judgeRatio(Goal.Ratio goal, List<Outcome> outcomes) {
        Map<Integer, Double> ours = figures(outcomes, goal.contestant(), goal.metric());
        Map<Integer, Double> theirs = figures(outcomes, goal.against(), goal.metric());
        if (ours.isEmpty() || !ours.keySet().equals(theirs.keySet())) {
            return new Verdict.Refused(goal, "the rounds of the two do not match");
        }
        List<Double> ratios = new ArrayList<>();
        ours.forEach((round, figure) -> ratios.add(figure / theirs.getOrDefault(round, 0.0)));
        if (!ratios.stream().allMatch(Double::isFinite)) {
            return new Verdict.Refused(goal, goal.against() + " did nothing");
        }
        return judged(goal, Spread.of(ratios));
    }

    private static Verdict judged(Goal goal, Spread spread) {
        return new Verdict.Judged(goal, spread, goal.bound().holds(spread.median()));
    }

    /** A contestant's figures by round. */
    static Map<Integer, Double> figures(List<Outcome> outcomes, String contestant, Metric metric) {
        Map<Integer, Double> figures = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Sample sample && sample.contestant().equals(contestant)) {
                Double figure = sample.values().get(metric);
                if (figure != null) {
                    figures.put(sample.round(), figure);
                }
            }
        }
        return figures;
    }
}
