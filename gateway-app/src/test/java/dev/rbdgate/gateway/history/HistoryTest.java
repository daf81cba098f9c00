package dev.rbdgate.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class HistoryTest {

    private static final int HOUR = 3600;

    private final History history = new History();

    private void add(long time, double operations, double latency) {
        history.add(
                time,
                column ->
                        switch (column) {
                            case READ_OPERATIONS -> operations;
                            case READ_P99 -> latency;
                            default -> Double.NaN;
                        });
    }

    private List<Float> column(History.Excerpt excerpt, Column column) {
        return Objects.requireNonNull(excerpt.columns().get(column));
    }

    @Test
    void anEmptyOneHasNoPoints() {
        assertThat(history.since(0, 5).times()).isEmpty();
    }

    @Test
    void ofEachSecondItHasOnePointWhereTheStepIsOne() {
        add(100, 7, 0.5);
        add(101, 8, Double.NaN);
        History.Excerpt excerpt = history.since(0, 1);
        assertThat(excerpt.times()).containsExactly(100L, 101L);
        assertThat(column(excerpt, Column.READ_OPERATIONS)).containsExactly(7f, 8f);
        assertThat(column(excerpt, Column.READ_P99)).containsExactly(0.5f, Float.NaN);
        assertThat(column(excerpt, Column.ERRORS)).containsExactly(Float.NaN, Float.NaN);
    }

    @Test
    void aStepIsTheMeanOfItsRatesAndTheWorstOfItsTimes() {
        for (int second = 100; second < 105; second++) {
            add(second, second, second == 102 ? 9 : 1);
        }
        History.Excerpt excerpt = history.since(0, 5);
        assertThat(excerpt.times()).containsExactly(100L);
        assertThat(column(excerpt, Column.READ_OPERATIONS)).containsExactly(102f);
        assertThat(column(excerpt, Column.READ_P99)).containsExactly(9f);
    }

    @Test
    void aStepThatIsNotOverIsLeftOutSoThatAPointNeverChanges() {
        add(100, 1, 1);
        add(103, 1, 1);
        assertThat(history.since(0, 5).times()).isEmpty();
        add(104, 1, 1);
        assertThat(history.since(0, 5).times()).containsExactly(100L);
    }

    @Test
    void onlyWhatIsNewIsGiven() {
        add(100, 1, 1);
        add(101, 2, 1);
        add(102, 3, 1);
        assertThat(history.since(101, 1).times()).containsExactly(102L);
        assertThat(history.since(102, 1).times()).isEmpty();
    }

    @Test
    void theOldestIsForgottenAfterAnHour() {
        for (int second = 0; second < HOUR + 10; second++) {
            add(1000 + second, second, 0);
        }
        History.Excerpt excerpt = history.since(0, 1);
        assertThat(excerpt.times()).hasSize(HOUR).startsWith(1010L).endsWith(1000L + HOUR + 9);
        assertThat(column(excerpt, Column.READ_OPERATIONS)).startsWith(10f);
    }

    @Test
    void aGapStaysAGap() {
        add(100, 1, 1);
        add(200, 2, 1);
        assertThat(history.since(0, 1).times()).containsExactly(100L, 200L);
    }
}
