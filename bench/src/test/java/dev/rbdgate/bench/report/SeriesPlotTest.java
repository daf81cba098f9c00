package dev.rbdgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.bench.row.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesPlotTest {

    @Test
    void aSeriesOfNTenthsHasNMinus1Pieces() {
        Sample sample = new Sample("row", "a", 1, Map.of(), 0, List.of(1, 5, 2, 4));
        String plot = SeriesPlot.of(List.of(sample), "title & more");
        assertThat(plot.split(Svg.colour(0), -1)).hasSize(4);
        assertThat(plot).contains("title &amp; more");
    }
}
