package dev.rbdgate.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecurityTest {

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/system",
                "/api/v1/nothing",
                "/actuator",
                "/actuator/prometheus",
                "/actuator/health",
                "/actuator/env",
                "/v3/api-docs",
                "/error",
                "/static/console/index.html"
            })
    void withoutTokenEverythingIs401AsAProblemDocument(String path) {
        Answer answer = gateway.send(gateway.request(path).build());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.detail()).contains("admin.token");
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer wrong", "Basic YWRtaW46YWRtaW4=", "Bearer  "})
    void aWrongTokenIs401(String authorization) {
        assertThat(
                        gateway.send(
                                        gateway.request("/api/v1/system")
                                                .header("Authorization", authorization)
                                                .build())
                                .status())
                .isEqualTo(401);
    }

    @Test
    void theTokenOpensEverything() {
        assertThat(withToken("/api/v1/system").status()).isEqualTo(200);
        assertThat(withToken("/actuator/prometheus").text())
                .contains("rbdgate_copies_running", "rbdgate_copied_bytes_total")
                .contains("rbdgate_store_available_bytes", "rbdgate_sessions", "jvm_memory");
        assertThat(withToken("/v3/api-docs").json().at("/paths/~1api~1v1~1images/post").isObject())
                .isTrue();
        assertThat(
                        withToken("/v3/api-docs")
                                .json()
                                .at("/components/schemas/CreateLun/properties")
                                .propertyNames())
                .contains("blockSize", "writeCache", "removable", "thinProvisioned");
        assertThat(withToken("/v3/api-docs").json().path("paths").propertyNames())
                .contains("/api/v1/tokens", "/api/v1/tokens/{name}", "/api/v1/audit")
                .contains("/api/v1/events", "/api/v1/history", "/api/v1/rates", "/api/v1/caller");
        assertThat(withToken("/v3/api-docs").json().at("/paths/~1api~1v1~1audit/get/x-role"))
                .hasToString("\"admin\"");
        assertThat(withToken("/v3/api-docs").json().at("/components/securitySchemes/token/scheme"))
                .hasToString("\"bearer\"");
        assertThat(withToken("/actuator/env").status()).isEqualTo(404);
    }

    @Test
    void theProbesAreOpenAndSayLittle() {
        for (String probe : new String[] {"liveness", "readiness"}) {
            Answer answer = gateway.send(gateway.request("/actuator/health/" + probe).build());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("{\"status\":\"UP\"}");
        }
    }

    @Test
    void aBodyThatIsTooLongIs413WithAndWithoutItsLength() {
        byte[] body = new byte[(1 << 20) + 1];
        Arrays.fill(body, (byte) ' ');
        assertTooLong(HttpRequest.BodyPublishers.ofByteArray(body));
        assertTooLong(
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    }

    private static void assertTooLong(HttpRequest.BodyPublisher body) {
        Answer answer =
                gateway.send(
                        gateway.request("/api/v1/targets")
                                .header("Authorization", "Bearer " + gateway.token())
                                .header("Content-Type", "application/json")
                                .POST(body)
                                .build());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void strangeAddressesAreRefusedAsProblemDocuments() {
        Answer answer = withToken("/api/v1/images/rbd/a%2Fb");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void answersForbidSniffingFramingAndCaching() {
        for (Answer answer :
                new Answer[] {
                    withToken("/api/v1/system"),
                    gateway.send(gateway.request("/api/v1/system").build())
                }) {
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; frame-ancestors 'none'");
            assertThat(answer.header("Server")).isEmpty();
        }
    }

    @Test
    void aHeadThatIsTooLongIs431AsAProblemDocument() {
        Answer answer =
                gateway.send(
                        gateway.request("/api/v1/system")
                                .header("X-Long", "x".repeat(20_000))
                                .build());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(431);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void otherVerbsAndTypesAreRefusedAsProblemDocuments() {
        assertThat(
                        gateway.send(
                                        gateway.request("/api/v1/system")
                                                .header(
                                                        "Authorization",
                                                        "Bearer " + gateway.token())
                                                .DELETE()
                                                .build())
                                .status())
                .isEqualTo(405);
        Answer text =
                gateway.send(
                        gateway.request("/api/v1/images")
                                .header("Authorization", "Bearer " + gateway.token())
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build());
        assertThat(text.status()).isEqualTo(415);
        assertThat(text.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "5",
                "\"x\"",
                "{",
                "{}}",
                "{\"a\":}",
                "{\"name\":\"a\",\"name\":\"b\"}"
            })
    void whatIsNoJsonObjectIs400(String body) {
        for (String path :
                new String[] {"/images", "/targets", "/targets/iqn.2026-11.dev.rbdgate:x/luns"}) {
            Answer answer = gateway.post(path, body);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    private static Answer withToken(String path) {
        return gateway.send(
                gateway.request(path).header("Authorization", "Bearer " + gateway.token()).build());
    }
}
