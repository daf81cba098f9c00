package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputTest {

    private static final String LIST =
            "{\"items\":[{\"id\":\"1\",\"kind\":\"image.copy\",\"subject\":\"rbd/a\","
                    + "\"state\":\"failed\",\"percent\":10,\"error\":\"no: \\\"x\\\"\"}],\"next\":null}";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void yamlSaysWhatJsonDoes() {
        gateway.answers("GET /api/v1/tasks", 200, LIST);

        assertThat(shell.run("task", "ls", "-o", "yaml").out())
                .isEqualTo(
                        """
                        items:
                        - id: "1"
                          kind: image.copy
                          subject: rbd/a
                          state: failed
                          percent: 10
                          error: "no: \\"x\\""
                        next: null
                        """);
    }

    @Test
    void yamlOfWhatIsEmptyOrNestedIsYaml() {
        gateway.answers(
                "GET /api/v1/tasks/1",
                200,
                "{\"a\":[],\"b\":{},\"c\":[[1,2],[\"x\"]],\"d\":{\"e\":[{\"f\":true}]},\"on\":\"off\","
                        + "\"g\":\"\",\"h\":\"1e3\",\"i\":\"2026-11-23\"}");

        assertThat(shell.run("task", "show", "1", "-o", "yaml").out())
                .isEqualTo(
                        """
                        a: []
                        b: {}
                        c:
                        - - 1
                          - 2
                        - - x
                        d:
                          e:
                          - f: true
                        "on": "off"
                        g: ""
                        h: "1e3"
                        i: "2026-11-23"
                        """);
    }

    @Test
    void anUnknownFormIsAUsageError() {
        Shell.Result result = shell.run("task", "ls", "-o", "xml");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("table or json or yaml, not 'xml'");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        gateway.answers("GET /api/v1/tasks", 200, LIST);

        String coloured = shell.terminal(80).run("task", "ls").out();

        assertThat(coloured).contains("\u001b[1mID", "\u001b[31mfailed\u001b[0m ");
        assertThat(shell.set("NO_COLOR", "1").run("task", "ls").out()).doesNotContain("\u001b");
        assertThat(shell.unset("NO_COLOR").set("TERM", "dumb").run("task", "ls").out())
                .doesNotContain("\u001b");
        assertThat(shell.unset("TERM").terminal(0).run("task", "ls").out())
                .doesNotContain("\u001b");
    }

    @Test
    void progressShowsRateAndTheTimeLeft() {
        String task =
                "{\"id\":\"7\",\"kind\":\"image.copy\",\"state\":\"running\",\"percent\":%d,"
                        + "\"sizeBytes\":1073741824}";
        gateway.begins("DELETE /api/v1/images/rbd/a", "/api/v1/tasks/7", task.formatted(0))
                .answers("GET /api/v1/tasks/7", 200, task.formatted(0))
                .answers("GET /api/v1/tasks/7", 200, task.formatted(5))
                .answers("GET /api/v1/tasks/7", 200, task.formatted(10))
                .answers("GET /api/v1/tasks/7", 200, task.formatted(20))
                .answers("GET /api/v1/tasks/7", 200, "{\"id\":\"7\",\"state\":\"succeeded\"}");

        String err = shell.terminal(80).run("image", "rm", "a").err();

        // 0.1, 0.2 and 0.4 s were waited until 20 %: 2.8 s are left.
        assertThat(err)
                .contains("0% running 0 B of 1 GiB")
                .contains("20% running 204.7 MiB of 1 GiB, 292.5 MiB/s, 0:03 left");
    }
}
