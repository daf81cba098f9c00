package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    private static final String SECRET = "open-sesame-1234";
    private static final String GRANTS =
            "POST /api/v1/targets/iqn.2026-11.dev.rbdgate:demo/initiators";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    private Shell.Result create(String options) {
        return shell.run(("initiator create demo iqn.i " + options).split(" "));
    }

    private void assertSentAndNotShown(Shell.Result result) {
        assertThat(gateway.request().body())
                .isEqualTo(
                        "{\"initiator\":\"iqn.i\",\"chap\":{\"user\":\"bob\",\"secret\":\""
                                + SECRET
                                + "\"}}");
        assertThat(result.out() + result.err() + shell.prompts).doesNotContain(SECRET);
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void comeFromTheFirstLineOfAFile(@TempDir Path directory) throws IOException {
        gateway.answers(GRANTS, 201, "{}");
        Files.writeString(directory.resolve("secret"), SECRET + "\nnot this\n");

        shell.in(directory);
        assertSentAndNotShown(create("--chap-user bob --chap-secret-file secret"));
    }

    @Test
    void comeFromStandardInput() {
        gateway.answers(GRANTS, 201, "{}");

        shell.input(SECRET + "\n");
        assertSentAndNotShown(create("--chap-user bob --chap-secret-file -"));
    }

    @Test
    void comeFromTheEnvironment() {
        gateway.answers(GRANTS, 201, "{}");

        shell.set("RBDGATE_CHAP_SECRET", SECRET);
        assertSentAndNotShown(create("--chap-user bob"));
    }

    @Test
    void comeFromAPrompt() {
        gateway.answers(GRANTS, 201, "{}");

        shell.terminal(80).types(SECRET);
        assertSentAndNotShown(create("--chap-user bob"));
        assertThat(shell.prompts).containsExactly("CHAP secret of bob: ");
    }

    @Test
    void ofBothDirectionsGoTogether() {
        gateway.answers("PUT /api/v1/discovery-auth", 200, "{}");

        shell.set("RBDGATE_CHAP_SECRET", SECRET).set("RBDGATE_MUTUAL_CHAP_SECRET", "other-secret1");
        shell.run("discovery-auth set --chap-user bob --mutual-chap-user gate".split(" "));

        assertThat(gateway.request().body())
                .isEqualTo(
                        "{\"chap\":{\"user\":\"bob\",\"secret\":\"open-sesame-1234\"},"
                                + "\"mutualChap\":{\"user\":\"gate\",\"secret\":\"other-secret1\"}}");
    }

    @Test
    void forDiscoveryAreTakenAwayWithNone() {
        gateway.answers("PUT /api/v1/discovery-auth", 200, "{}")
                .answers("GET /api/v1/discovery-auth", 200, "{\"chap\":{\"user\":\"bob\"}}");

        assertThat(shell.run("discovery-auth", "set", "--none").exitCode()).isZero();
        assertThat(gateway.request().body()).isEqualTo("{}");
        assertThat(shell.run("discovery-auth", "show").out()).isEqualTo("chap\n  user  bob\n");
    }

    @Test
    void thatAreMissingAreAUsageError() {
        assertThat(create("--chap-user bob").err())
                .isEqualTo(
                        "rbdgate: no CHAP secret: give --chap-secret-file or set"
                                + " RBDGATE_CHAP_SECRET\n");
        assertThat(create("--chap-user bob --chap-secret-file /nonexistent/x").exitCode())
                .isEqualTo(2);
        assertThat(create("--chap-user bob --chap-secret-file -").err()).contains("is empty");
        assertThat(create("--chap-secret-file -").err())
                .contains("--chap-secret-file needs --chap-user");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void onTheCommandLineAreRefusedAndNotRepeated() {
        for (String options :
                new String[] {
                    "--chap-user bob --chap-secret " + SECRET,
                    "--chap-user bob --chap-secret=" + SECRET,
                    "--token " + SECRET
                }) {
            Shell.Result result = create(options);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.out() + result.err())
                    .contains("unknown option --")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void inTheUrlAreRefusedAndNotRepeated() {
        Shell.Result result =
                shell.set("RBDGATE_URL", "http://admin:" + SECRET + "@localhost:1").run("status");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("RBDGATE_URL").doesNotContain(SECRET);
    }
}
