package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final String TASKS =
            "{\"items\":[{\"id\":\"1\",\"kind\":\"image.copy\",\"subject\":\"rbd/a\","
                    + "\"state\":\"%s\",\"percent\":10}],\"next\":null}";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
        var _ = Thread.interrupted(); // the mark that an interrupted watch leaves, as it has to
    }

    @Test
    void looksAgainUntilInterrupted() {
        gateway.answers("GET /api/v1/tasks", 200, TASKS.formatted("queued"))
                .answers("GET /api/v1/tasks", 200, TASKS.formatted("running"));

        Shell.Result result = shell.interruptedAfter(2).run("task", "ls", "--watch");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("queued").contains("running");
        assertThat(shell.pauses).containsExactly(2000L, 2000L);
    }

    @Test
    void redrawsATerminal() {
        gateway.answers("GET /api/v1/tasks", 200, TASKS.formatted("running"));

        String out =
                shell.terminal(80)
                        .set("NO_COLOR", "1")
                        .interruptedAfter(1)
                        .run("task", "ls", "--every", "5")
                        .out();

        assertThat(out).startsWith("\u001b[2J\u001b[H\u001b[JID  KIND");
        assertThat(shell.pauses).containsExactly(5000L);
    }

    @Test
    void oneResourceCanBeWatched() {
        gateway.answers("GET /api/v1/tasks/7", 200, "{\"id\":\"7\"}");

        assertThat(shell.interruptedAfter(3).run("task", "show", "7", "--watch").out())
                .isEqualTo("id  7\nid  7\nid  7\n");
    }

    @Test
    void aRefusalEndsIt() {
        assertThat(shell.run("task", "show", "9", "--watch").exitCode()).isEqualTo(1);
    }

    @Test
    void aPauseOfNoTimeOrOfDaysIsAUsageError() {
        assertThat(shell.run("task", "ls", "--every", "0").exitCode()).isEqualTo(2);
        assertThat(shell.run("task", "ls", "--every", "9999").exitCode()).isEqualTo(2);
        assertThat(shell.run("task", "ls", "--every", "soon").exitCode()).isEqualTo(2);
        assertThat(shell.run("image", "rm", "a", "--watch").exitCode()).isEqualTo(2);
    }
}
