package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongWorkTest {

    private static final String QUEUED =
            "{\"id\":\"7\",\"kind\":\"delete\",\"state\":\"queued\",\"percent\":0}";
    private static final String RUNNING =
            "{\"id\":\"7\",\"kind\":\"delete\",\"state\":\"running\",\"percent\":40}";
    private static final String SUCCEEDED =
            "{\"id\":\"7\",\"kind\":\"delete\",\"state\":\"succeeded\",\"percent\":100}";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    private void beginsDeletion() {
        gateway.begins("DELETE /api/v1/images/rbd/demo", "/api/v1/tasks/7", QUEUED);
    }

    @Test
    void isFollowedToItsEnd() {
        beginsDeletion();
        gateway.answers("GET /api/v1/tasks/7", 200, QUEUED)
                .answers("GET /api/v1/tasks/7", 200, RUNNING)
                .answers("GET /api/v1/tasks/7", 200, SUCCEEDED);

        Shell.Result result = shell.run("image", "rm", "demo");

        assertThat(result).isEqualTo(new Shell.Result(0, "removed image rbd/demo\n", ""));
        assertThat(shell.pauses).containsExactly(100L, 200L);
    }

    @Test
    void showsABarOnATerminal() {
        beginsDeletion();
        gateway.answers("GET /api/v1/tasks/7", 200, RUNNING)
                .answers("GET /api/v1/tasks/7", 200, SUCCEEDED);

        Shell.Result result = shell.terminal(80).run("image", "rm", "demo");

        assertThat(result.err())
                .isEqualTo(
                        "\r\u001b[Ktask 7 [############                  ] 40% running"
                                + "\r\u001b[K");
        assertThat(result.out()).isEqualTo("removed image rbd/demo\n");
    }

    @Test
    void asJsonEndsWithTheTask() {
        beginsDeletion();
        gateway.answers("GET /api/v1/tasks/7", 200, SUCCEEDED);

        Shell.Result result = shell.terminal(80).run("image", "rm", "demo", "-o", "json");

        assertThat(result).isEqualTo(new Shell.Result(0, SUCCEEDED + "\n", ""));
    }

    @Test
    void isLeftAloneWithNoWait() {
        beginsDeletion();

        Shell.Result result = shell.run("image", "rm", "demo", "--no-wait");

        assertThat(result.out()).isEqualTo("task 7 has begun; see it with: rbdgate task show 7\n");
        assertThat(shell.run("image", "rm", "demo", "--no-wait", "-o", "json").out())
                .isEqualTo(QUEUED + "\n");
    }

    @Test
    void thatFailsIsRefusedWithItsReason() {
        beginsDeletion();
        gateway.answers(
                "GET /api/v1/tasks/7",
                200,
                "{\"id\":\"7\",\"state\":\"failed\",\"detail\":\"the store is full\"}");

        Shell.Result result = shell.run("image", "rm", "demo");

        assertThat(result)
                .isEqualTo(new Shell.Result(1, "", "rbdgate: task 7 failed: the store is full\n"));
    }

    @Test
    void thatIsCancelledIsRefused() {
        beginsDeletion();
        gateway.answers("GET /api/v1/tasks/7", 200, "{\"id\":\"7\",\"state\":\"cancelled\"}");

        assertThat(shell.run("image", "rm", "demo").exitCode()).isEqualTo(1);
    }

    @Test
    void withoutALocationIsFoundByItsId() {
        gateway.begins("DELETE /api/v1/images/rbd/demo", "", QUEUED)
                .answers("GET /api/v1/tasks/7", 200, SUCCEEDED);

        assertThat(shell.run("image", "rm", "demo").exitCode()).isZero();
    }

    @Test
    void isListedShownAndForgotten() {
        gateway.answers("GET /api/v1/tasks", 200, "{\"items\":[" + RUNNING + "],\"next\":null}")
                .answers("GET /api/v1/tasks/7", 200, RUNNING)
                .says("DELETE /api/v1/tasks/7", 204, "text/plain", "");

        assertThat(shell.run("task", "ls").out())
                .isEqualTo("ID  KIND    OF  STATE    PERCENT\n7   delete  -   running       40\n");
        assertThat(shell.run("task", "show", "7").out()).contains("percent  40\n");
        assertThat(shell.run("task", "rm", "7").out()).isEqualTo("forgot task 7\n");
    }

    private void isAskedToStop() {
        gateway.begins("DELETE /api/v1/tasks/7?running=true", "/api/v1/tasks/7", RUNNING);
    }

    @Test
    void isCancelledAndWaitedForUntilItHasStopped() {
        isAskedToStop();
        gateway.answers("GET /api/v1/tasks/7", 200, RUNNING)
                .answers("GET /api/v1/tasks/7", 200, "{\"id\":\"7\",\"state\":\"cancelled\"}");

        assertThat(shell.run("task", "cancel", "7"))
                .isEqualTo(new Shell.Result(0, "cancelled task 7\n", ""));
    }

    @Test
    void thatWasDoneBeforeItCouldBeCancelledIsRefused() {
        isAskedToStop();
        gateway.answers("GET /api/v1/tasks/7", 200, SUCCEEDED);

        assertThat(shell.run("task", "cancel", "7"))
                .isEqualTo(new Shell.Result(1, "", "rbdgate: task 7 succeeded\n"));
    }

    @Test
    void thatLeavesSomethingWhenItIsCancelledIsRefused() {
        isAskedToStop();
        gateway.answers(
                "GET /api/v1/tasks/7",
                200,
                "{\"id\":\"7\",\"state\":\"failed\",\"error\":\"it is open\"}");

        assertThat(shell.run("task", "cancel", "7"))
                .isEqualTo(new Shell.Result(1, "", "rbdgate: task 7 failed: it is open\n"));
    }

    @Test
    void thatRunsIsCancelledByItsRemoval() {
        gateway.begins("DELETE /api/v1/tasks/7", "/api/v1/tasks/7", RUNNING)
                .answers("GET /api/v1/tasks/7", 200, "{\"id\":\"7\",\"state\":\"cancelled\"}");

        assertThat(shell.run("task", "rm", "7").out()).isEqualTo("cancelled task 7\n");
    }

    @Test
    void thatIsCancelledIsNotWaitedForWithNoWait() {
        isAskedToStop();

        assertThat(shell.run("task", "cancel", "7", "--no-wait").out())
                .isEqualTo("task 7 is asked to stop; see it with: rbdgate task show 7\n");
    }
}
