package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Copies, and what a restart does to long work and its list. */
@Timeout(120)
final class CopyRestTest {

    private static final int SIZE = 16 << 20;

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
        gateway.post("/images", "{\"name\":\"a\",\"size\":\"16MiB\"}");
        fill("a", (byte) 'x');
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void fill(String image, byte octet) {
        byte[] content = new byte[SIZE];
        Arrays.fill(content, octet);
        Answer filled =
                gateway.send(
                        gateway.request("/api/v1/images/rbd/" + image + "/content")
                                .header("Authorization", "Bearer " + gateway.token())
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                                .build());
        assertThat(filled.status()).as(filled.toString()).isEqualTo(200);
    }

    private static String content(String image) {
        return gateway.get("/images/rbd/" + image + "/content").text();
    }

    private static JsonNode ended(Answer begun) {
        assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
        String task = "/tasks/" + begun.json().get("id").asString();
        return await().until(
                        () -> gateway.get(task).json(),
                        it -> !it.get("state").asString().equals("running"));
    }

    @Test
    void aCopyHasTheContentAndDependsOnNothing() {
        JsonNode task = ended(gateway.post("/images/rbd/a/copy", "{\"to\":\"rbd/b\"}"));

        assertThat(task.get("state").asString()).as(task.toString()).isEqualTo("succeeded");
        assertThat(task.get("kind").asString()).isEqualTo("image.copy");
        assertThat(task.get("sizeBytes").asLong()).isEqualTo(SIZE);
        JsonNode copy = gateway.get("/images/rbd/b").json();
        assertThat(copy.get("parent").isNull()).isTrue();
        assertThat(copy.get("sizeBytes").asLong()).isEqualTo(SIZE);
        assertThat(gateway.get("/images/rbd/a").json().get("snapshots")).isEmpty();
        assertThat(content("b")).isEqualTo(content("a"));
    }

    @Test
    void aSnapshotIsCopiedAsItWas() {
        gateway.post("/images", "{\"name\":\"c\",\"size\":\"16MiB\"}");
        gateway.post("/images/rbd/c/snapshots", "{\"name\":\"empty\"}");
        fill("c", (byte) 'y');

        var _ =
                ended(
                        gateway.post(
                                "/images/rbd/c/copy", "{\"to\":\"rbd/d\",\"snapshot\":\"empty\"}"));

        assertThat(content("d")).isEqualTo("\0".repeat(SIZE));
        assertThat(gateway.get("/images/rbd/c").json().get("snapshots").get(0).asString())
                .isEqualTo("empty");
    }

    @Test
    void aCopyThatCannotBeMadeIsRefused() {
        String copy = "/images/rbd/a/copy";
        assertThat(gateway.post(copy, "{}").field()).isEqualTo("to");
        assertThat(gateway.post(copy, "{\"to\":\"rbd/a\"}").status()).isEqualTo(409);
        assertThat(gateway.post(copy, "{\"to\":\"nopool/x\"}").status()).isEqualTo(404);
        assertThat(gateway.post(copy, "{\"to\":\"rbd/x\",\"snapshot\":\"no\"}").field())
                .isEqualTo("snapshot");
        assertThat(gateway.post("/images/rbd/none/copy", "{\"to\":\"rbd/x\"}").status())
                .isEqualTo(404);
        assertThat(gateway.get("/images/rbd/x").status()).isEqualTo(404);
    }

    @Test
    void tasksAreFiltered() {
        var _ = ended(gateway.post("/images/rbd/a/copy", "{\"to\":\"rbd/filtered\"}"));
        assertThat(gateway.get("/tasks?kind=image.copy&state=succeeded").json().get("items"))
                .isNotEmpty();
        assertThat(gateway.get("/tasks?kind=nothing").json().get("items")).isEmpty();
        assertThat(gateway.get("/tasks?state=queued").json().get("items")).isEmpty();
    }
}
