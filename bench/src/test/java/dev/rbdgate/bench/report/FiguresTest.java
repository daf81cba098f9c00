package dev.rbdgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.bench.row.Metric;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void figuresHaveAboutThreeDigits() {
        assertThat(Figures.of(Metric.OPERATIONS_PER_SECOND, 45123.4)).isEqualTo("45,123/s");
        assertThat(Figures.of(Metric.BYTES_PER_SECOND, 2.4753e9)).isEqualTo("2,475 MB/s");
        assertThat(Figures.of(Metric.PROCESSOR_PER_OPERATION, 12.34)).isEqualTo("12.3 µs");
        assertThat(Figures.of(Metric.START_TIME, 1.234)).isEqualTo("1.23 s");
        assertThat(Figures.of(Metric.PEAK_MEMORY, 512)).isEqualTo("512 MiB");
    }

    @Test
    void longLatenciesAreToldInMillisecondsAndSeconds() {
        assertThat(Figures.of(Metric.FLUSH_MAX, 25_000)).isEqualTo("25.0 ms");
        assertThat(Figures.of(Metric.FLUSH_MAX, 2_500_000)).isEqualTo("2.50 s");
    }
}
