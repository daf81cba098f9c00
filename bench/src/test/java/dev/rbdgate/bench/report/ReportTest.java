package dev.rbdgate.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.bench.lab.Machine;
import dev.rbdgate.bench.row.Failure;
import dev.rbdgate.bench.row.Metric;
import dev.rbdgate.bench.row.Outcome;
import dev.rbdgate.bench.row.Plan;
import dev.rbdgate.bench.row.Row;
import dev.rbdgate.bench.row.Rows;
import dev.rbdgate.bench.row.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static Sample read(String contestant, double perSecond) {
        return new Sample(
                "read-4k",
                contestant,
                1,
                Map.of(
                        Metric.OPERATIONS_PER_SECOND,
                        perSecond,
                        Metric.READ_P999,
                        500.0,
                        Metric.PROCESSOR_PER_OPERATION,
                        10.0),
                0.125,
                List.of(1, 2));
    }

    private static Run run(Outcome... outcomes) {
        List<Row> rows = Rows.all().stream().filter(row -> row.name().equals("read-4k")).toList();
        return new Run(
                new Machine(Map.of("processor", "<fast> & new")),
                Plan.FULL,
                rows,
                List.of(outcomes));
    }

    private static final Run GOOD =
            run(read("rbdgate", 90_000), read("tgt", 45_000), read("tgt null", 100_000));

    @Test
    void theGoalsAreToldWithTheirFiguresAndBounds() {
        assertThat(GoalTable.of(GOOD))
                .contains(
                        "| operations per second, rbdgate / tgt | 2.00 (2.00 to 2.00) | ≥ 1.70 | yes |")
                .contains("rbdgate / tgt null | 0.90 (0.90 to 0.90) | ≥ 0.80 | yes |");
    }

    @Test
    void aContestantThatFailedHasNoRatio() {
        Run run =
                run(
                        read("rbdgate", 90_000),
                        new Failure("read-4k", "tgt", 1, "wrong content"),
                        read("tgt null", 100_000));
        assertThat(GoalTable.of(run))
                .contains("rbdgate / tgt | none: tgt: wrong content | ≥ 1.70 | **no figure** |");
        assertThat(RowTable.of(run, run.rows().getFirst())).contains("| tgt (failed) |  |");
        assertThat(run.failed()).isTrue();
        assertThat(Report.summary(run)).isEqualTo("1 of 4 goals reached, 3 without a figure");
    }

    @Test
    void theReportTellsTheMachineAndTheWorstSteal() {
        assertThat(Report.page(GOOD, List.of("ratios.svg"), false))
                .contains("| processor | <fast> & new |")
                .contains("| 12.5 % |")
                .contains("![ratios.svg](ratios.svg)")
                .doesNotContain("notes.md");
    }

    @Test
    void notesWrittenByHandAreLinked() {
        assertThat(Report.page(GOOD, List.of(), true)).contains("[notes.md](notes.md)");
    }

    @Test
    void aReportLeavesWhatWasWrittenByHand(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("notes.md"), "by hand");
        Report.write(GOOD, directory);
        assertThat(directory.resolve("notes.md")).hasContent("by hand");
        assertThat(directory.resolve("results.json")).content().contains("\"round\" : 1");
        assertThat(directory.resolve("README.md")).content().contains("[notes.md](notes.md)");
    }

    @Test
    void everyPlotIsXml() throws Exception {
        for (String plot : Report.plots(GOOD).values()) {
            var document =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(plot.getBytes(StandardCharsets.UTF_8)));
            assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        }
    }
}
