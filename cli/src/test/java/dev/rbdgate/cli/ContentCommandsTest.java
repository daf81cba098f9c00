package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentCommandsTest {

    private static final String CONTENT = "/api/v1/images/rbd/demo/content";
    private static final String BYTES = "application/octet-stream";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @TempDir Path directory;

    @BeforeEach
    void workThere() {
        shell.in(directory);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void anExportGoesToANewFile() throws Exception {
        gateway.says("GET " + CONTENT, 200, BYTES, "content");

        assertThat(shell.run("image", "export", "demo", "demo.raw").out())
                .isEqualTo("exported demo to demo.raw\n");
        assertThat(Files.readString(directory.resolve("demo.raw"))).isEqualTo("content");
        // What is there is not overwritten.
        assertThat(shell.run("image", "export", "demo", "demo.raw").exitCode()).isEqualTo(1);
    }

    @Test
    void aDifferenceBetweenSnapshotsGoesToTheOutput() {
        gateway.says(
                "GET " + CONTENT + "?format=diff-v2&snapshot=two&fromSnapshot=one",
                200,
                BYTES,
                "difference");

        Shell.Result result =
                shell.run("image export demo@two - --format diff-v2 --from one".split(" "));

        assertThat(result.out()).isEqualTo("difference");
    }

    @Test
    void aRefusedExportLeavesNoFile() {
        gateway.refuses("GET " + CONTENT, 404, "{\"detail\":\"image rbd/demo does not exist\"}");

        Shell.Result result = shell.run("image", "export", "demo", "demo.raw");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("image rbd/demo does not exist");
        assertThat(directory.resolve("demo.raw")).doesNotExist();
    }

    @Test
    void anImportSendsAFileOrTheInput() throws Exception {
        gateway.answers("PUT " + CONTENT + "?force=true", 200, "{}")
                .answers("PUT " + CONTENT + "?format=diff-v1", 200, "{}");
        Files.writeString(directory.resolve("disk"), "bytes");

        assertThat(shell.run("image", "import", "disk", "demo", "--force").out())
                .isEqualTo("imported disk into image rbd/demo\n");
        assertThat(gateway.requests().getFirst().body()).isEqualTo("bytes");
        shell.input("rbd diff v1\n");
        assertThat(shell.run("image", "import", "-", "demo", "--format", "diff-v1").exitCode())
                .isZero();
        assertThat(gateway.requests().getLast().body()).isEqualTo("rbd diff v1\n");
    }

    @Test
    void aFileThatIsNotThereIsAUsageError() {
        assertThat(shell.run("image", "import", "none", "demo").exitCode()).isEqualTo(2);
    }

    @Test
    void aBarShowsHowFarAnExportIs() {
        gateway.answers("GET /api/v1/images/rbd/demo", 200, "{\"sizeBytes\":7}")
                .says("GET " + CONTENT, 200, BYTES, "content");
        shell.terminal(80);

        assertThat(shell.run("image", "export", "demo", "demo.raw").err()).contains("100%");
    }

    @Test
    void anImportThatFailsHalfWaySaysWhy() throws Exception {
        Files.writeString(directory.resolve("disk"), "content");
        gateway.hangsUp("PUT /api/v1/images/rbd/demo/content")
                .answers(
                        "GET /api/v1/tasks?kind=image.import&subject=rbd/demo",
                        200,
                        """
                        {"items":[{"id":"9","state":"failed","error":"the store is full"}],
                         "next":null}
                        """);

        Shell.Result result = shell.run("image", "import", "disk", "demo");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("the import of rbd/demo failed: the store is full", "it was task 9");
    }

    @Test
    void anImportWithoutAGatewayIsUnreachable() throws Exception {
        Files.writeString(directory.resolve("disk"), "content");
        gateway.close();

        assertThat(shell.run("image", "import", "disk", "demo").exitCode()).isEqualTo(3);
    }
}
