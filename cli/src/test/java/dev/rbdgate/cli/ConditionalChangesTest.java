package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes that are made only if nobody else was there in between. */
class ConditionalChangesTest {

    private static final String IMAGE = "/api/v1/images/rbd/demo";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aTagIsPrintedAlone() {
        gateway.tags("GET " + IMAGE, "\"1f3a\"", "{\"name\":\"demo\"}");

        assertThat(shell.run("image", "show", "demo", "--etag").out()).isEqualTo("\"1f3a\"\n");
    }

    @Test
    void whatHasNoTagIsRefused() {
        gateway.answers("GET /api/v1/tasks/7", 200, "{\"id\":\"7\"}");

        assertThat(shell.run("task", "show", "7", "--etag"))
                .isEqualTo(new Shell.Result(1, "", "rbdgate: it has no tag\n"));
    }

    @Test
    void theFirstChangeIsSentWithTheTagAndLaterOnesWithout() {
        gateway.answers("PATCH " + IMAGE, 200, "{}")
                .answers("PATCH " + IMAGE + "/features", 200, "{}");

        Shell.Result result =
                shell.run(
                        "image",
                        "set",
                        "demo",
                        "--size",
                        "2GiB",
                        "--enable",
                        "object-map",
                        "--if-match",
                        "\"1f3a\"");

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(gateway.requests())
                .filteredOn(it -> it.method().equals("PATCH"))
                .extracting(FakeGateway.Request::ifMatch)
                .containsExactly("\"1f3a\"", "");
    }

    @Test
    void aRemovalIsConditionalTooAndATagMayLackItsQuotes() {
        gateway.refuses(
                "DELETE /api/v1/targets/iqn.2026-11.dev.rbdgate:t",
                412,
                "{\"detail\":\"the resource was changed meanwhile\"}");

        assertThat(shell.run("target", "rm", "t", "--if-match", "1f3a"))
                .isEqualTo(
                        new Shell.Result(1, "", "rbdgate: the resource was changed meanwhile\n"));
        assertThat(gateway.request().ifMatch()).isEqualTo("\"1f3a\"");
    }

    @Test
    void whatCannotBeATagIsNotSent() {
        assertThat(shell.run("target", "rm", "t", "--if-match", "a\r\nX: y").exitCode())
                .isEqualTo(2);
        assertThat(gateway.requests()).isEmpty();
    }
}
