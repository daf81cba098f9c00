package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import dev.rbdgate.gateway.TinyInitiator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class LimitsRestTest {

    private static final String INITIATOR = "iqn.1993-08.org.debian:01:limited";
    private static final int BLOCK = 512;

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A target with one LUN, and its path. */
    private static String target(String name) {
        String iqn = "iqn.2026-11.dev.rbdgate:" + name;
        gateway.post("/images", "{\"name\":\"%s\",\"size\":\"16MiB\"}".formatted(name));
        gateway.post("/targets", "{\"iqn\":\"%s\"}".formatted(iqn));
        String path = "/targets/" + iqn;
        assertThat(gateway.post(path + "/luns", "{\"image\":\"rbd/%s\"}".formatted(name)).status())
                .isEqualTo(201);
        assertThat(
                        gateway.post(
                                        path + "/initiators",
                                        "{\"initiator\":\"%s\"}".formatted(INITIATOR))
                                .status())
                .isEqualTo(201);
        return path;
    }

    private static JsonNode limits(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().get("limits");
    }

    @ParameterizedTest
    @CsvSource({"luns/0, lun", "initiators/iqn.1993-08.org.debian:01:limited, grant"})
    void limitsAreChangedOneByOneAndNullRemovesThem(String resource, String name) {
        String path = target("merged-" + name) + "/" + resource;
        assertThat(limits(gateway.get(path)).isNull()).isTrue();
        JsonNode first =
                limits(
                        gateway.patch(
                                path,
                                "{\"limits\":{\"readIops\":1000,\"writeBytes\":\"100MiB\"}}"));
        assertThat(first.get("readIops").asLong()).isEqualTo(1000);
        assertThat(first.get("writeBytes").asLong()).isEqualTo(100 << 20);
        assertThat(first.get("writeIops").isNull()).isTrue();
        assertThat(first.get("burstSeconds").asDouble()).isEqualTo(0.02);
        JsonNode second =
                limits(
                        gateway.patch(
                                path,
                                "{\"limits\":{\"readIops\":null,\"writeIops\":50,\"burstSeconds\":1.5}}"));
        assertThat(second.get("readIops").isNull()).isTrue();
        assertThat(second.get("writeBytes").asLong()).isEqualTo(100 << 20);
        assertThat(second.get("writeIops").asLong()).isEqualTo(50);
        assertThat(second.get("burstSeconds").asDouble()).isEqualTo(1.5);
        assertThat(limits(gateway.get(path))).isEqualTo(second);
        assertThat(limits(gateway.patch(path, "{}"))).isEqualTo(second);
        assertThat(limits(gateway.patch(path, "{\"limits\":null}")).isNull()).isTrue();
        assertThat(limits(gateway.get(path)).isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"readIops\":9}|limits.readIops",
                "{\"readIops\":-1}|limits.readIops",
                "{\"writeIops\":10000001}|limits.writeIops",
                "{\"readIops\":1.5}|limits.readIops",
                "{\"readIops\":\"100\"}|limits.readIops",
                "{\"writeBytes\":1000}|limits.writeBytes",
                "{\"readBytes\":\"10GB\"}|limits.readBytes",
                "{\"burstSeconds\":0}|limits.burstSeconds",
                "{\"burstSeconds\":61}|limits.burstSeconds",
                "{\"burstSeconds\":\"1\"}|limits.burstSeconds",
                "{\"iops\":100}|limits.iops",
                "7|limits"
            })
    void whatCannotBeALimitIsRefusedAndNamed(String limits, String field) {
        String path = target("refused-" + Integer.toHexString(limits.hashCode()));
        for (String resource : new String[] {"/luns/0", "/initiators/" + INITIATOR}) {
            Answer answer = gateway.patch(path + resource, "{\"limits\":" + limits + "}");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.field()).isEqualTo(field);
        }
    }

    @Test
    void theLimitsOfAnImageAreTheSameOnEveryLunThatShowsIt() {
        String first = target("twice");
        gateway.patch(first + "/luns/0", "{\"limits\":{\"readIops\":100}}");
        gateway.post("/targets", "{\"iqn\":\"iqn.2026-11.dev.rbdgate:twice2\"}");
        String second = "/targets/iqn.2026-11.dev.rbdgate:twice2/luns";
        JsonNode mapped = gateway.post(second, "{\"image\":\"rbd/twice\"}").json();
        assertThat(mapped.get("limits").get("readIops").asLong()).isEqualTo(100);
        gateway.patch(second + "/0", "{\"limits\":{\"readIops\":200}}");
        assertThat(limits(gateway.get(first + "/luns/0")).get("readIops").asLong()).isEqualTo(200);
        Answer other =
                gateway.post(
                        second,
                        "{\"image\":\"rbd/twice\",\"lun\":5,\"limits\":{\"readIops\":300}}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.field()).isEqualTo("limits");
    }

    @Test
    void limitsCanBeGivenWithALunAndWithAGrant() {
        String path = target("given");
        gateway.post("/images", "{\"name\":\"given2\",\"size\":\"16MiB\"}");
        String body = "{\"image\":\"rbd/given2\",\"lun\":1,\"limits\":{\"writeIops\":20}}";
        assertThat(gateway.post(path + "/luns", body).status()).isEqualTo(201);
        assertThat(gateway.post(path + "/luns", body).status()).isEqualTo(200);
        String grant = "{\"initiator\":\"iqn.2026-11.test:b\",\"limits\":{\"readBytes\":\"1MiB\"}}";
        Answer made = gateway.post(path + "/initiators", grant);
        assertThat(made.json().get("limits").get("readBytes").asLong()).isEqualTo(1 << 20);
        assertThat(gateway.post(path + "/initiators", grant).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"luns/0, lun", "initiators/iqn.1993-08.org.debian:01:limited, grant"})
    void aLimitHoldsAtOnceForSessionsThatAreThere(String resource, String name) throws IOException {
        String path = target("held-" + name);
        try (TinyInitiator session =
                TinyInitiator.login(
                        gateway.portal(), INITIATOR, "iqn.2026-11.dev.rbdgate:held-" + name)) {
            var _ = session.read(0, 0, BLOCK);
            assertThat(nanosForReads(session, 20)).isLessThan(TimeUnit.SECONDS.toNanos(1));
            limits(gateway.patch(path + "/" + resource, "{\"limits\":{\"readIops\":10}}"));
            assertThat(nanosForReads(session, 21)).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
            limits(gateway.patch(path + "/" + resource, "{\"limits\":null}"));
            assertThat(nanosForReads(session, 20)).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
        String scrape = gateway.send(gateway.token(), "GET", "/actuator/prometheus", null).text();
        assertThat(scrape)
                .containsPattern(
                        name.equals("lun")
                                ? "rbdgate_limit_delayed_operations_total\\{image=\"rbd/held-lun\"\\} [1-9]"
                                : "rbdgate_initiator_delayed_operations_total\\{initiator=\"[^\"]*limited\",target=\"[^\"]*held-grant\"\\} [1-9]");
    }

    private static long nanosForReads(TinyInitiator session, int reads) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < reads; i++) {
            var _ = session.read(0, 0, BLOCK);
        }
        return System.nanoTime() - begin;
    }

    @Test
    void limitsSurviveARestart(@TempDir Path own) throws IOException {
        try (RunningGateway before = RunningGateway.start(own.resolve("data"))) {
            before.post("/images", "{\"name\":\"kept\",\"size\":\"16MiB\"}");
            before.post("/targets", "{\"iqn\":\"iqn.2026-11.dev.rbdgate:kept\"}");
            before.post(
                    "/targets/iqn.2026-11.dev.rbdgate:kept/luns",
                    "{\"image\":\"rbd/kept\",\"limits\":{\"readIops\":77,\"burstSeconds\":2}}");
            before.post(
                    "/targets/iqn.2026-11.dev.rbdgate:kept/initiators",
                    "{\"initiator\":\"%s\",\"limits\":{\"writeBytes\":\"5MiB\"}}"
                            .formatted(INITIATOR));
        }
        try (RunningGateway after = RunningGateway.start(own.resolve("data"))) {
            JsonNode lun =
                    after.get("/targets/iqn.2026-11.dev.rbdgate:kept/luns/0").json().get("limits");
            assertThat(lun.get("readIops").asLong()).isEqualTo(77);
            assertThat(lun.get("burstSeconds").asDouble()).isEqualTo(2);
            JsonNode grant =
                    after.get("/targets/iqn.2026-11.dev.rbdgate:kept/initiators/" + INITIATOR)
                            .json()
                            .get("limits");
            assertThat(grant.get("writeBytes").asLong()).isEqualTo(5 << 20);
        }
    }
}
