package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenCommandsTest {

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aNewTokenIsPrinted() {
        gateway.answers(
                "POST /api/v1/tokens",
                201,
                "{\"name\":\"ci\",\"role\":\"viewer\",\"token\":\"rbdgate_abc\"}");
        Shell.Result result = shell.run("token", "create", "ci", "--role", "viewer");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("created token ci", "rbdgate_abc");
        assertThat(gateway.request().body()).isEqualTo("{\"name\":\"ci\",\"role\":\"viewer\"}");
    }

    @Test
    void theEndIsATimeOrSoLongFromNow() {
        gateway.answers("POST /api/v1/tokens", 201, "{}");
        shell.run(
                "token",
                "create",
                "a",
                "--role",
                "admin",
                "--expires",
                "2027-01-31T13:00:00+01:00");
        assertThat(gateway.request().body()).contains("\"expires\":\"2027-01-31T12:00:00Z\"");
        shell.run("token", "create", "a", "--role", "admin", "--expires", "30d");
        Matcher expires =
                Pattern.compile("\"expires\":\"(.+?)\"").matcher(gateway.requests().get(1).body());
        assertThat(expires.find()).isTrue();
        assertThat(Duration.between(Instant.now(), Instant.parse(expires.group(1))))
                .isBetween(Duration.ofDays(30).minusSeconds(60), Duration.ofDays(30));
    }

    @Test
    void anEndThatIsNoneIsWrongUsage() {
        Shell.Result result =
                shell.run("token", "create", "a", "--role", "admin", "--expires", "soon");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("'soon'", "30d");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void aTokenWithoutARoleIsWrongUsage() {
        assertThat(shell.run("token", "create", "a").exitCode()).isEqualTo(2);
    }

    @Test
    void tokensAreListedAndRevoked() {
        gateway.answers(
                "GET /api/v1/tokens",
                200,
                "{\"items\":[{\"name\":\"ci\",\"role\":\"viewer\",\"createdAt\":\"2026-11-23T08:00:00Z\","
                        + "\"createdBy\":\"admin\",\"expires\":null,\"expired\":false}],\"next\":null}");
        gateway.answers("DELETE /api/v1/tokens/ci", 204, "");
        assertThat(shell.run("token", "ls").out()).contains("NAME", "ROLE", "ci", "viewer");
        Shell.Result result = shell.run("token", "rm", "ci");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("revoked token ci");
    }
}
