package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditCommandTest {

    private static final String PAGE =
            "{\"items\":[{\"id\":\"7\",\"when\":\"2026-11-23T08:00:00Z\",\"who\":\"ci\","
                    + "\"action\":\"lun.create\",\"subject\":\"iqn.x\",\"outcome\":\"refused\","
                    + "\"detail\":\"409: taken\"}],\"next\":\"7\"}";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void theNewestPageIsShown() {
        gateway.answers("GET /api/v1/audit?limit=50", 200, PAGE);
        Shell.Result result = shell.run("audit");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("WHO", "ci", "lun.create", "refused", "409: taken");
        assertThat(gateway.requests()).hasSize(1);
    }

    @Test
    void filtersArePassedOn() {
        gateway.answers(
                "GET /api/v1/audit?who=ci&action=lun&since=2026-11-01T00:00:00Z&limit=5",
                200,
                PAGE);
        assertThat(
                        shell.run(
                                        "audit",
                                        "--who",
                                        "ci",
                                        "--action",
                                        "lun",
                                        "--since",
                                        "2026-11-01T00:00:00Z",
                                        "--limit",
                                        "5")
                                .exitCode())
                .isZero();
    }

    @Test
    void allPagesAreReadWhenAskedFor() {
        gateway.answers("GET /api/v1/audit?limit=1000", 200, PAGE);
        gateway.answers(
                "GET /api/v1/audit?limit=1000&after=7", 200, "{\"items\":[],\"next\":null}");
        assertThat(shell.run("audit", "--all").exitCode()).isZero();
        assertThat(gateway.requests()).hasSize(2);
    }

    @Test
    void aTimeThatIsNoneIsWrongUsage() {
        assertThat(shell.run("audit", "--since", "yesterday").exitCode()).isEqualTo(2);
    }
}
