package dev.rbdgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void aTableIsMarkdown() {
        assertThat(new Table("a", "b").add("1", "2").toString())
                .isEqualTo("| a | b |\n| --- | --- |\n| 1 | 2 |\n");
    }

    @Test
    void aCellCannotEndItsRow() {
        assertThat(new Table("a").add("x|y\nz").toString()).endsWith("| x\\|y z |\n");
    }

    @Test
    void aRowOfAnotherWidthIsRefused() {
        assertThatThrownBy(() -> new Table("a", "b").add("1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
