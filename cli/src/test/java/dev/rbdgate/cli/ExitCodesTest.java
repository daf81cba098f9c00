package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitCodesTest {

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void okIsZero() {
        gateway.answers("GET /api/v1/system", 200, "{\"version\":\"0.1.0\",\"health\":\"UP\"}");

        assertThat(shell.run("status"))
                .isEqualTo(new Shell.Result(0, "version  0.1.0\nhealth   UP\n", ""));
    }

    @Test
    void aProblemIsOneWithItsDetailAndField() {
        gateway.refuses(
                "POST /api/v1/images",
                400,
                """
                {"type":"about:blank","title":"Bad Request","status":400,\
                "detail":"size must be at least 1 byte","field":"size",\
                "errors":[{"field":"size","message":"size must be at least 1 byte"}]}\
                """);

        assertThat(shell.run("image", "create", "demo", "--size", "0"))
                .isEqualTo(
                        new Shell.Result(
                                1,
                                "",
                                """
                                rbdgate: size must be at least 1 byte
                                  field: size
                                """));
    }

    @Test
    void aProblemOfSeveralFieldsNamesThemAll() {
        gateway.refuses(
                "POST /api/v1/images",
                422,
                """
                {"title":"Unprocessable","errors":[{"field":"size","detail":"too large"},\
                {"field":"name","message":"empty"},{"field":"pool"}]}\
                """);

        assertThat(shell.run("image", "create", "demo", "--size", "1").err())
                .isEqualTo(
                        """
                        rbdgate: Unprocessable
                          field: size: too large
                          field: name: empty
                          field: pool
                        """);
    }

    @Test
    void aRefusalWithoutADocumentIsOneToo() {
        gateway.says("GET /api/v1/system", 503, "text/plain", "");

        assertThat(shell.run("status"))
                .isEqualTo(
                        new Shell.Result(1, "", "rbdgate: the gateway refused, HTTP status 503\n"));
    }

    @Test
    void aWrongTokenIsOneAndTheMessageSaysWhereItCameFromAndNotWhatItIs() {
        gateway.says("GET /api/v1/system", 401, "text/plain", "");

        Shell.Result result = shell.set("RBDGATE_TOKEN", "hush-hush").run("status");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("valid token", "came from RBDGATE_TOKEN")
                .doesNotContain("hush-hush");
    }

    @Test
    void withoutATokenTheMessageSaysWhereItWasLookedFor(@TempDir Path directory) {
        gateway.says("GET /api/v1/system", 401, "text/plain", "");

        Shell.Result result = shell.unset("RBDGATE_TOKEN").in(directory).run("status");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains(directory.resolve("rbdgate-data/admin.token") + ", which is not there");
        assertThat(gateway.request().authorization()).isEmpty();
    }

    @Test
    void theTokenComesFromTheDataDirectory(@TempDir Path directory) throws IOException {
        gateway.answers("GET /api/v1/system", 200, "{}");
        Path data = Files.createDirectory(directory.resolve("rbdgate-data"));
        Files.writeString(data.resolve("admin.token"), "from-file\n");
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("admin.token"), "from-other");

        shell.unset("RBDGATE_TOKEN").in(directory).run("status");
        shell.set("RBDGATE_DATA_DIR", "other").run("status");

        assertThat(gateway.requests().stream().map(FakeGateway.Request::authorization))
                .containsExactly("Bearer from-file", "Bearer from-other");
    }

    @Test
    void aTokenThatWouldBreakTheHeaderIsTwo() {
        Shell.Result result = shell.set("RBDGATE_TOKEN", "a\r\nX: y").run("status");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("rbdgate: RBDGATE_TOKEN holds no bearer token\n");
    }

    @Test
    void wrongUsageIsTwoAndNothingIsSent() {
        for (String line :
                new String[] {
                    "",
                    "image",
                    "image frobnicate",
                    "imagine",
                    "image show",
                    "image show a b",
                    "image create demo",
                    "image ls --frob",
                    "image ls -o xml",
                    "lun rm demo zero",
                    "lun set demo 0",
                    "lun set demo 0 --read-only maybe",
                    "initiator set demo iqn.x",
                    "discovery-auth set",
                    "completion tcsh",
                    "completion",
                    "status --url ftp://host",
                }) {
            Shell.Result result = shell.run(line.isEmpty() ? new String[0] : line.split(" "));
            assertThat(result.exitCode()).as(line).isEqualTo(2);
            assertThat(result.err()).as(line).isNotEmpty();
            assertThat(result.out()).as(line).isEmpty();
        }
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void aMistypedCommandGetsASuggestion() {
        assertThat(shell.run("image", "shwo").err())
                .isEqualTo(
                        """
                        rbdgate: unknown command 'shwo'; did you mean show?
                        Try 'rbdgate image --help'.
                        """);
    }

    @Test
    void nobodyListeningIsThreeWithTheAddressAndWhatToDo() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        Shell.Result result =
                shell.unset("RBDGATE_URL")
                        .set("RBDGATE_HTTP_HOST", "0.0.0.0")
                        .set("RBDGATE_HTTP_PORT", Integer.toString(port))
                        .run("status");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("no gateway answers at http://127.0.0.1:" + port)
                .contains("./rbdgate up", "RBDGATE_URL", "RBDGATE_HTTP_PORT");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void anotherServiceOnThatPortIsThree() {
        gateway.says("GET /api/v1/system", 404, "text/html", "<h1>It works</h1>")
                .says("GET /api/v1/images", 200, "text/html", "<h1>It works</h1>")
                .says("GET /api/v1/targets", 302, "text/html", "")
                .answers("GET /api/v1/sessions", 200, "[1]")
                .answers("GET /api/v1/tasks", 200, "{\"items\":");

        for (String line :
                new String[] {"status", "image ls", "target ls", "session ls", "task ls"}) {
            Shell.Result result = shell.run(line.split(" "));
            assertThat(result.exitCode()).as(line).isEqualTo(3);
            assertThat(result.err()).as(line).contains("is not an rbdgate gateway");
        }
    }

    @Test
    void whatIsNotHttpAndWhatIsCutShortAreThree() throws Exception {
        assertThat(talkingTo("SSH-2.0-OpenSSH_9.2\r\n").err()).contains("the answer is not HTTP");
        assertThat(
                        talkingTo(
                                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                                + "Content-Length: 100\r\n\r\n{}")
                                .err())
                .contains("cut short");
    }

    private Shell.Result talkingTo(String bytes) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread peer =
                    Thread.ofPlatform()
                            .start(() -> {
                                try (Socket socket = server.accept();
                                        OutputStream out = socket.getOutputStream()) {
                                    socket.getInputStream().read();
                                    out.write(bytes.getBytes(StandardCharsets.US_ASCII));
                                    socket.shutdownOutput();
                                    socket.getInputStream().readAllBytes();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            Shell.Result result =
                    shell.set("RBDGATE_URL", "http://127.0.0.1:" + server.getLocalPort())
                            .run("status");
            peer.join();
            assertThat(result.exitCode()).isEqualTo(3);
            return result;
        }
    }
}
