package dev.rbdgate.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensTest {

    @TempDir Path directory;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aTokenIsToldOnceAndOutlivesARestart() throws Exception {
        Answer made = gateway.post("/tokens", "{\"name\":\"ci\",\"role\":\"viewer\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/tokens/ci");
        String token = made.json().path("token").asString();
        assertThat(token).startsWith("rbdgate_").hasSize("rbdgate_".length() + 43);
        assertThat(status(token)).isEqualTo(200);

        Answer again = gateway.post("/tokens", "{\"name\":\"ci\",\"role\":\"viewer\"}");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().has("token")).isFalse();
        assertThat(gateway.post("/tokens", "{\"name\":\"ci\",\"role\":\"admin\"}").status())
                .isEqualTo(409);

        Answer list = gateway.get("/tokens");
        assertThat(list.json().path("items").path(0).path("name").asString()).isEqualTo("ci");
        assertThat(list.json().path("items").path(0).path("createdBy").asString())
                .isEqualTo("admin");
        assertThat(list.text() + gateway.get("/tokens/ci").text())
                .doesNotContain(token)
                .doesNotContain("hash");

        gateway.close();
        String file =
                Files.readString(
                        directory.resolve("data/config.mv.db"), StandardCharsets.ISO_8859_1);
        assertThat(file).doesNotContain(token).doesNotContain(token.substring(8));
        gateway = RunningGateway.start(directory.resolve("data"));
        assertThat(status(token)).isEqualTo(200);
    }

    @Test
    void aRevokedTokenIsNotTakenAnyMore() {
        String token = create("gone", "operator");
        assertThat(status(token)).isEqualTo(200);
        assertThat(gateway.delete("/tokens/gone").status()).isEqualTo(204);
        Answer refused = gateway.send(token, "GET", "/api/v1/system", null);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.detail()).contains("revoked").doesNotContain(token);
        assertThat(gateway.delete("/tokens/gone").status()).isEqualTo(404);
        assertThat(gateway.get("/tokens/gone").status()).isEqualTo(404);
    }

    @Test
    void aTokenEndsWhenItExpires() throws Exception {
        Instant soon = Instant.now().plusSeconds(3);
        Answer made =
                gateway.post(
                        "/tokens",
                        "{\"name\":\"short\",\"role\":\"viewer\",\"expires\":\"%s\"}"
                                .formatted(soon));
        String token = made.json().path("token").asString();
        Instant expires = Instant.parse(made.json().path("expires").asString());
        assertThat(expires).isBeforeOrEqualTo(soon).isAfter(soon.minusSeconds(1));
        Answer answer = gateway.send(token, "GET", "/api/v1/system", null);
        while (answer.status() == 200) {
            assertThat(Instant.now()).isBefore(expires.plusSeconds(10));
            answer = gateway.send(token, "GET", "/api/v1/system", null);
        }
        assertThat(Instant.now()).isAfterOrEqualTo(expires);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.detail()).contains("'short' has expired");
        assertThat(gateway.get("/tokens/short").json().path("expired").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"viewer\"}|name",
                "{\"name\":\"a\"}|role",
                "{\"name\":\"a\",\"role\":\"root\"}|role",
                "{\"name\":\"A\",\"role\":\"viewer\"}|name",
                "{\"name\":\"\",\"role\":\"viewer\"}|name",
                "{\"name\":\"admin\",\"role\":\"viewer\"}|name",
                "{\"name\":\"a\",\"role\":\"viewer\",\"expires\":\"tomorrow\"}|expires",
                "{\"name\":\"a\",\"role\":\"viewer\",\"expires\":\"2020-01-01T00:00:00Z\"}|expires",
                "{\"name\":\"a\",\"role\":\"viewer\",\"token\":\"mine\"}|token"
            })
    void whatCannotBeATokenIsRefusedWithItsField(String line) {
        String[] parts = line.split("\\|", -1);
        Answer answer = gateway.post("/tokens", parts[0]);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo(parts[1]);
    }

    @Test
    void wrongTokensAreAnswered429AfterAWhileAndRightOnesAreTaken() {
        int refused = 0;
        Answer answer;
        do {
            answer = gateway.send("guess-" + refused, "GET", "/api/v1/system", null);
            refused++;
        } while (answer.status() == 401);
        assertThat(refused).isEqualTo(BearerTokenFilter.MAX_FAILURES + 1);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 61);
        assertThat(gateway.get("/system").status()).isEqualTo(200);
        assertThat(gateway.send(gateway.request("/api/v1/system").build()).status()).isEqualTo(401);
    }

    private String create(String name, String role) {
        return gateway.post("/tokens", "{\"name\":\"%s\",\"role\":\"%s\"}".formatted(name, role))
                .json()
                .path("token")
                .asString();
    }

    private int status(String token) {
        return gateway.send(token, "GET", "/api/v1/system", null).status();
    }
}
