package dev.rbdgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.bench.row.Bound;
import dev.rbdgate.bench.row.Failure;
import dev.rbdgate.bench.row.Goal;
import dev.rbdgate.bench.row.Metric;
import dev.rbdgate.bench.row.Outcome;
import dev.rbdgate.bench.row.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final Metric METRIC = Metric.OPERATIONS_PER_SECOND;
    private static final Goal RATIO = new Goal.Ratio(METRIC, "ours", "theirs", Bound.atLeast(2));

    private static Outcome sample(String contestant, int round, double value) {
        return new Sample("row", contestant, round, Map.of(METRIC, value), 0, List.of());
    }

    private static Outcome failure(String contestant, int round) {
        return new Failure("row", contestant, round, "it broke");
    }

    @Test
    void theMedianOfTheRatiosOfTheRoundsCounts() {
        Verdict verdict =
                Judge.judge(
                        RATIO,
                        List.of(
                                sample("ours", 1, 10),
                                sample("theirs", 1, 10),
                                sample("theirs", 2, 10),
                                sample("ours", 2, 25),
                                sample("ours", 3, 60),
                                sample("theirs", 3, 20)));
        assertThat(verdict).isEqualTo(new Verdict.Judged(RATIO, new Spread(2.5, 1, 3), true));
    }

    @Test
    void aBoundThatIsMissedIsNotReached() {
        Goal atMost = new Goal.Ratio(METRIC, "ours", "theirs", Bound.atMost(1));
        Verdict verdict =
                Judge.judge(atMost, List.of(sample("ours", 1, 11), sample("theirs", 1, 10)));
        assertThat(verdict).isEqualTo(new Verdict.Judged(atMost, new Spread(1.1, 1.1, 1.1), false));
    }

    @Test
    void oneFailedRunOfEitherRefusesTheRatio() {
        List<Outcome> outcomes =
                List.of(
                        sample("ours", 1, 10),
                        sample("theirs", 1, 10),
                        sample("ours", 2, 10),
                        failure("theirs", 2));
        assertThat(Judge.judge(RATIO, outcomes))
                .isEqualTo(new Verdict.Refused(RATIO, "theirs: it broke"));
    }

    @Test
    void theFailureOfAThirdLeavesTheRatioAlone() {
        List<Outcome> outcomes =
                List.of(sample("ours", 1, 30), sample("theirs", 1, 10), failure("third", 1));
        assertThat(Judge.judge(RATIO, outcomes)).isInstanceOf(Verdict.Judged.class);
    }

    @Test
    void roundsThatDoNotMatchRefuseTheRatio() {
        List<Outcome> outcomes = List.of(sample("ours", 1, 10), sample("theirs", 2, 10));
        assertThat(Judge.judge(RATIO, outcomes)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void nothingMeasuredRefusesTheRatio() {
        assertThat(Judge.judge(RATIO, List.of())).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aPeerThatDidNothingRefusesTheRatio() {
        List<Outcome> outcomes = List.of(sample("ours", 1, 10), sample("theirs", 1, 0));
        assertThat(Judge.judge(RATIO, outcomes)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aFigureIsJudgedByItself() {
        Goal goal = new Goal.Figure(METRIC, "ours", Bound.atMost(3));
        assertThat(Judge.judge(goal, List.of(sample("ours", 1, 2), sample("ours", 2, 4))))
                .isEqualTo(new Verdict.Judged(goal, new Spread(3, 2, 4), true));
    }

    @Test
    void aFigureOfOneThatFailedIsRefused() {
        Goal goal = new Goal.Figure(METRIC, "ours", Bound.atMost(3));
        assertThat(Judge.judge(goal, List.of(sample("ours", 1, 2), failure("ours", 2))))
                .isInstanceOf(Verdict.Refused.class);
    }
}
