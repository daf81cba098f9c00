package dev.rbdgate.bench;

import dev.rbdgate.bench.contestant.Stage;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.Machine;
import dev.rbdgate.bench.lab.Premises;
import dev.rbdgate.bench.load.LoadGenerator;
import dev.rbdgate.bench.parts.Parts;
import dev.rbdgate.bench.report.Report;
import dev.rbdgate.bench.report.Run;
import dev.rbdgate.bench.row.Lab;
import dev.rbdgate.bench.row.Plan;
import dev.rbdgate.bench.row.Recorder;
import dev.rbdgate.bench.row.Row;
import dev.rbdgate.bench.row.Rows;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./rbdgate bench}. The script starts it as root in a network namespace of its own, where
 * all ports are free and nothing is heard outside.
 */
@Command(
        name = "./rbdgate bench",
        description = "Measures rbdgate side by side with its peers and writes a report.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "Exit status: ",
        exitCodeList = {"0:all runs gave figures", "1:a run failed", "2:usage"})
public final class Bench implements Callable<Integer> {

    @Option(
            names = "--home",
            required = true,
            hidden = true,
            description = "The sources, set by the script.")
    private @Nullable Path home;

    @Option(
            names = "--scratch",
            required = true,
            hidden = true,
            description = "An existing directory for the volumes, set by the script.")
    private @Nullable Path scratchParent;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds of every comparison; the median counts (3).")
    private @Nullable Integer rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Measured seconds of every load (3).")
    private @Nullable Double seconds;

    @Option(
            names = "--workload",
            paramLabel = "GLOB",
            defaultValue = "*",
            description = "Only the rows with such names; several with {a,b}.")
    private String workload = "*";

    @Option(
            names = "--ceph",
            description = "The rows on Ceph too, on a cluster of its own with one OSD.")
    private boolean ceph;

    @Option(names = "--quick", description = "One short round of everything, to see that it works.")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the report goes (docs/performance; without --workload).")
    private @Nullable Path out;

    @Option(
            names = "--parts",
            description =
                    "Instead of the rows: the parts by themselves, with JMH; GLOB is their name.")
    private boolean parts;

    @Option(names = "--list", description = "Prints the names of the rows and ends.")
    private boolean list;

    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        if (parts) {
            Parts.run(workload, quick);
            return 0;
        }
        PrintStream terminal = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Selection selection = new Selection(workload, ceph);
        List<Row> rows = selection.of(Rows.all());
        if (list) {
            rows.forEach(row -> terminal.printf("%-18s %s%n", row.name(), row.title()));
            return 0;
        }
        if (rows.isEmpty()) {
            throw new LabException("no row matches " + workload + "; --list prints their names");
        }
        Path sources = given("--home", home);
        try (Premises premises = Premises.open(given("--scratch", scratchParent))) {
            Run run = measure(rows, sources, premises, terminal);
            terminal.println();
            terminal.println(Report.goals(run));
            terminal.println(Report.summary(run));
            Path directory = reportDirectory(sources);
            if (directory != null) {
                Report.write(run, directory);
                terminal.println("report: " + directory);
            }
            return run.failed() ? 1 : 0;
        }
    }

    private Run measure(List<Row> rows, Path sources, Premises premises, PrintStream terminal) {
        Plan plan = plan();
        Machine machine = Machine.describe(premises.disk().path("."), sources);
        machine.facts().forEach((name, value) -> terminal.printf("%-20s %s%n", name, value));
        LoadGenerator generator =
                LoadGenerator.compile(
                        sources.resolve("bench/src/main/c"), premises.disk().path("iscsi-load"));
        Recorder recorder = new Recorder(terminal);
        Stage stage = new Stage(premises, sources.resolve("rbdgate"), generator);
        Lab lab = new Lab(plan, stage, generator, recorder);
        rows.forEach(row -> row.run(lab));
        return new Run(machine, plan, rows, recorder.outcomes());
    }

    private Plan plan() {
        Plan base = quick ? Plan.QUICK : Plan.FULL;
        return new Plan(
                rounds == null ? base.rounds() : rounds,
                seconds == null ? base.seconds() : seconds,
                base.warmupSeconds(),
                base.units());
    }

    private static Path given(String option, @Nullable Path value) {
        if (value == null) {
            throw new LabException(option + " is missing");
        }
        return value;
    }

    /** A part of the rows does not replace the report on all of them. */
    private @Nullable Path reportDirectory(Path sources) {
        if (out != null) {
            return out;
        }
        return workload.equals("*") && !quick ? sources.resolve("docs/performance") : null;
    }
}
