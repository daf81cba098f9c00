package dev.rbdgate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.bench.lab.Command;
import dev.rbdgate.bench.lab.LabException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {

    private static final Timing TIMING = new Timing(3, 7);
    private static final List<String> URLS = List.of("iscsi://127.0.0.1:1/iqn/0");

    private static List<String> arguments(Load load) {
        return LoadGenerator.arguments(load, TIMING, true, URLS);
    }

    @Test
    void aLoadForATimeBecomesArguments() {
        assertThat(arguments(Load.random(70, 16).connections(4)))
                .containsExactly(
                        "--pattern",
                        "random",
                        "--read-percent",
                        "70",
                        "--block",
                        "4096",
                        "--depth",
                        "16",
                        "--connections",
                        "4",
                        "--seed",
                        "7",
                        "--seconds",
                        "3.0",
                        "iscsi://127.0.0.1:1/iqn/0");
    }

    @Test
    void aLoadOfACountHasNoTime() {
        assertThat(arguments(Load.sequential(0, 8).count(100)))
                .contains("--count", "100")
                .doesNotContain("--seconds");
    }

    @Test
    void flushesDurabilityAndDigestsAreAskedFor() {
        Load load = Load.random(0, 1).flushEvery(32).withFua().withDigests();
        assertThat(arguments(load)).contains("--flush-every", "32", "--fua", "--digest");
    }

    @Test
    void whatKeepsNoDataIsNotVerified() {
        assertThat(LoadGenerator.arguments(Load.random(100, 1), TIMING, false, URLS))
                .containsSequence("--verify-percent", "0");
    }

    @Test
    void aResultIsReadFromJson() {
        String json =
                """
                {"operations":10,"seconds":2.0,"iops":5.0,"bytesPerSecond":20480,
                 "read":{"count":10,"mean":1.5,"p50":1,"p90":2,"p99":3,"p999":4,"max":5},
                 "allOperations":12,"allBytes":49152,"clientCpuSeconds":0.5,"verified":1,
                 "per100ms":[3,7],"errors":0,"error":null}
                """;
        LoadResult result =
                LoadGenerator.parse(
                        LoadGenerator.checked(new Command.Result(List.of("load"), 0, json, "")));
        assertThat(result.operationsPerSecond()).isEqualTo(5);
        assertThat(result.read()).isEqualTo(new Latency(10, 1.5, 1, 2, 3, 4, 5));
        assertThat(result.flush()).isEqualTo(Latency.NONE);
        assertThat(result.allOperations()).isEqualTo(12);
        assertThat(result.per100Milliseconds()).containsExactly(3, 7);
    }

    @Test
    void anErrorIsAFailureWithItsReason() {
        String json = "{\"errors\":1,\"error\":\"wrong content at byte 512\"}";
        assertThatThrownBy(() ->
                        LoadGenerator.checked(new Command.Result(List.of("load"), 1, json, "")))
                .isInstanceOf(LoadFailedException.class)
                .hasMessage("wrong content at byte 512");
    }

    @Test
    void errorsCountEvenWithExitStatus0() {
        assertThatThrownBy(() ->
                        LoadGenerator.checked(
                                new Command.Result(List.of("load"), 0, "{\"errors\":2}", "")))
                .isInstanceOf(LoadFailedException.class);
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThatThrownBy(() ->
                        LoadGenerator.checked(
                                new Command.Result(List.of("load"), 2, "usage", "why")))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("why");
    }
}
