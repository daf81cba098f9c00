package dev.rbdgate.gateway.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.TinyInitiator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alert rules, against what a gateway tells that has been used. */
final class MonitoringFilesTest {

    private static final Path OPS = Path.of("..", "ops");
    private static final Path RULES = OPS.resolve("prometheus/rbdgate.rules.yaml");
    private static final Path DASHBOARD = OPS.resolve("grafana/rbdgate.json");
    private static final String INITIATOR = "iqn.1993-08.org.debian:01:monitored";
    private static final String TARGET = "iqn.2026-11.dev.rbdgate:monitored";

    private static final Pattern METRIC =
            Pattern.compile("\\b(?:rbdgate|jvm|process)_[a-z_]+(?=[{\\[ )]|$)");

    @TempDir static Path directory;
    private static String scrape = "";

    @BeforeAll
    static void useAGateway() throws IOException {
        try (RunningGateway gateway = RunningGateway.start(directory.resolve("data"))) {
            gateway.post("/images", "{\"name\":\"monitored\",\"size\":\"16MiB\"}");
            gateway.post("/targets", "{\"iqn\":\"" + TARGET + "\"}");
            gateway.post(
                    "/targets/" + TARGET + "/luns",
                    "{\"image\":\"rbd/monitored\",\"limits\":{\"readIops\":1000}}");
            gateway.post(
                    "/targets/" + TARGET + "/initiators", "{\"initiator\":\"" + INITIATOR + "\"}");
            try (TinyInitiator session = TinyInitiator.login(gateway.portal(), INITIATOR, TARGET)) {
                session.write(0, 0, new byte[4096]);
                var _ = session.read(0, 0, 4096);
                session.resetLun(0);
                refusedLogin(gateway);
                scrape =
                        gateway.send(gateway.token(), "GET", "/actuator/prometheus", null).text()
                                + ClusterCalls.scrape();
            }
        }
    }

    private static void refusedLogin(RunningGateway gateway) {
        assertThatThrownBy(
                        () -> TinyInitiator.login(gateway.portal(), INITIATOR, TARGET + ".other"))
                .isInstanceOf(IOException.class);
    }

    private static Set<String> named(String expressions) {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(expressions).results().map(MatchResult::group).forEach(names::add);
        return names;
    }

    private static Set<String> scraped() {
        Set<String> names = new TreeSet<>();
        scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> names.add(line.replaceFirst("[{ ].*", "")));
        return names;
    }

    @Test
    void everyMetricOfTheRulesExists() throws IOException {
        String expressions =
                String.join(
                        "\n",
                        Files.readAllLines(RULES).stream()
                                .filter(line -> !line.contains("description:"))
                                .toList());
        assertThat(named(expressions)).hasSizeGreaterThan(10);
        assertThat(scraped()).containsAll(named(expressions));
    }

    @Test
    void everyMetricOfTheDashboardExists() throws IOException {
        JsonNode dashboard = new JsonMapper().readTree(Files.readString(DASHBOARD));
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                expressions.add(target.get("expr").asString());
            }
        }
        for (JsonNode variable : dashboard.at("/templating/list")) {
            expressions.add(variable.path("query").path("query").asString("").replace(",", " "));
        }
        assertThat(expressions).hasSizeGreaterThan(30);
        assertThat(named(String.join("\n", expressions))).hasSizeGreaterThan(30);
        assertThat(scraped()).containsAll(named(String.join("\n", expressions)));
    }

    @Test
    void promtoolTakesTheRulesAndTheirTestsPass() throws Exception {
        String checked = promtool("check", "rules", RULES.toString());
        assertThat(checked).contains("SUCCESS");
        assertThat(
                        promtool(
                                "test",
                                "rules",
                                OPS.resolve("prometheus/rbdgate.test.yaml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void promtoolFindsNothingWrongWithOurMetrics() throws Exception {
        String ours =
                String.join(
                                "\n",
                                scrape.lines()
                                        .filter(line ->
                                                line.startsWith("rbdgate_")
                                                        || line.matches("# \\w+ rbdgate_.*"))
                                        .toList())
                        + "\n";
        assertThat(run(promtool(), ours, "check", "metrics")).isEmpty();
    }

    /** Of Debian's package prometheus; without it these tests are left out. */
    private static Path promtool() {
        Optional<Path> found =
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .map(each -> Path.of(each, "promtool"))
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeThat(found).as("promtool").isPresent();
        return found.orElseThrow();
    }

    private static String promtool(String... arguments) throws Exception {
        return run(promtool(), "", arguments);
    }

    private static String run(Path program, String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
