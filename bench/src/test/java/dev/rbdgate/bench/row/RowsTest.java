package dev.rbdgate.bench.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowsTest {

    @Test
    void everyRowHasANameOfItsOwnAndAGoal() {
        assertThat(Rows.all()).extracting(Row::name).doesNotHaveDuplicates();
        assertThat(Rows.all()).allSatisfy(row -> assertThat(row.goals()).isNotEmpty());
    }

    @Test
    void everyGoalOfAComparisonNamesSomeoneWhoTakesPart() {
        for (Row row : Rows.all()) {
            if (row instanceof Comparison comparison) {
                var labels = comparison.entries().stream().map(Entry::label).toList();
                for (Goal goal : row.goals()) {
                    assertThat(labels).contains(goal.contestant());
                    if (goal instanceof Goal.Ratio ratio) {
                        assertThat(labels).contains(ratio.against());
                    }
                }
            }
        }
    }

    @Test
    void onlyRowsOnCephNeedIt() {
        assertThat(Rows.all().stream().filter(Row::needsCeph).map(Row::name))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("rados-"));
    }
}
