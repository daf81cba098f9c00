package dev.rbdgate.bench.load;

import dev.rbdgate.bench.lab.Command;
import dev.rbdgate.bench.lab.LabException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The load generator for iSCSI, compiled from {@code src/main/c}. */
public final class LoadGenerator {

    /** Beyond the measured time: connecting, one hanging flush, prefilling. */
    private static final Duration GRACE = Duration.ofSeconds(150);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path program;

    private LoadGenerator(Path program) {
        this.program = program;
    }

    /**
     * Compiles it.
     *
     * @param sources the directory of iscsi-load.c
     * @param program the file to make
     */
    public static LoadGenerator compile(Path sources, Path program) {
        Command.run(
                        "cc",
                        "-O2",
                        "-o",
                        program.toString(),
                        sources.resolve("iscsi-load.c").toString(),
                        "-liscsi")
                .ok();
        return new LoadGenerator(program);
    }

    /**
     * Writes all of a unit and flushes.
     *
     * @throws LoadFailedException if anything went wrong
     */
    public void prefill(String url) {
        var _ = execute(0, List.of("--prefill", "--count", "0", url));
    }

    /**
     * Runs a load.
     *
     * @param verifies whether what is read is compared: for volumes that were prefilled
     * @throws LoadFailedException if anything went wrong
     */
    public LoadResult run(Load load, Timing timing, boolean verifies, List<String> urls) {
        return parse(execute(timing.seconds(), arguments(load, timing, verifies, urls)));
    }

    /**
     * What a host does first, timed in seconds.
     *
     * @param units in the answer to REPORT LUNS
     */
    public record Inventory(
            int units, double sendTargetsSeconds, double loginSeconds, double reportLunsSeconds) {}

    /**
     * SendTargets, login and REPORT LUNS.
     *
     * @throws LoadFailedException if anything went wrong
     */
    public Inventory inventory(String url) {
        JsonNode json = execute(0, List.of("--inventory", url));
        return new Inventory(
                json.path("luns").asInt(),
                json.path("sendTargetsMicroseconds").asDouble() / 1e6,
                json.path("loginMicroseconds").asDouble() / 1e6,
                json.path("reportLunsMicroseconds").asDouble() / 1e6);
    }

    static List<String> arguments(Load load, Timing timing, boolean verifies, List<String> urls) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--pattern",
                                load.pattern().name().toLowerCase(Locale.ROOT),
                                "--read-percent",
                                String.valueOf(load.readPercent()),
                                "--block",
                                String.valueOf(load.blockBytes()),
                                "--depth",
                                String.valueOf(load.depth()),
                                "--connections",
                                String.valueOf(load.connections()),
                                "--seed",
                                String.valueOf(timing.seed())));
        if (load.count() > 0) {
            arguments.addAll(List.of("--count", String.valueOf(load.count())));
        } else {
            arguments.addAll(List.of("--seconds", String.valueOf(timing.seconds())));
        }
        if (load.flushEvery() > 0) {
            arguments.addAll(List.of("--flush-every", String.valueOf(load.flushEvery())));
        }
        if (load.fua()) {
            arguments.add("--fua");
        }
        if (load.digests()) {
            arguments.add("--digest");
        }
        if (!verifies) {
            arguments.addAll(List.of("--verify-percent", "0"));
        }
        arguments.addAll(urls);
        return arguments;
    }

    private JsonNode execute(double seconds, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Duration limit = GRACE.plusMillis((long) (seconds * 1000));
        return checked(Command.run(limit, Map.of(), command));
    }

    static JsonNode checked(Command.Result result) {
        JsonNode json;
        try {
            json = JSON.readTree(result.output());
        } catch (JacksonException e) {
            throw new LabException("no JSON from " + result.command() + ": " + result.errors(), e);
        }
        if (result.status() != 0 || json.path("errors").asLong(1) != 0) {
            String reason = json.path("error").asString("");
            throw new LoadFailedException(
                    reason.isEmpty() ? "exit status " + result.status() + result.errors() : reason);
        }
        return json;
    }

    static LoadResult parse(JsonNode json) {
        return new LoadResult(
                json.path("operations").asLong(),
                json.path("seconds").asDouble(),
                json.path("iops").asDouble(),
                json.path("bytesPerSecond").asDouble(),
                Latency.parse(json.path("read")),
                Latency.parse(json.path("write")),
                Latency.parse(json.path("flush")),
                json.path("allOperations").asLong(),
                json.path("allBytes").asLong(),
                json.path("verified").asLong(),
                json.path("clientCpuSeconds").asDouble(),
                OptionalDouble.empty(),
                json.path("per100ms").valueStream().map(JsonNode::asInt).toList());
    }
}
