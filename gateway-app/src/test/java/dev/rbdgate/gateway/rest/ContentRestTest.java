package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The content of images as streams. */
final class ContentRestTest {

    private static final int SIZE = 8 << 20;

    @TempDir static Path directory;
    private static RunningGateway gateway;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void image(String name) {
        assertThat(
                        gateway.post(
                                        "/images",
                                        "{\"name\":\"%s\",\"size\":%d}".formatted(name, SIZE))
                                .status())
                .isEqualTo(201);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static HttpRequest.Builder request(String path) {
        return gateway.request("/api/v1/images/rbd/" + path)
                .header("Authorization", "Bearer " + gateway.token());
    }

    private Answer put(String path, byte[] body) {
        return gateway.send(
                request(path)
                        .header("Content-Type", "application/octet-stream")
                        .expectContinue(true)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                client.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @Test
    void rawContentGoesInAndComesOut() throws Exception {
        image("raw");
        byte[] bytes = random(SIZE);
        assertThat(put("raw/content", bytes).status()).isEqualTo(200);
        assertThat(get("raw/content")).isEqualTo(bytes);
        // What a stream is too short for becomes zero.
        assertThat(put("raw/content", random(1000)).status()).isEqualTo(200);
        assertThat(get("raw/content")).isEqualTo(Arrays.copyOf(random(1000), SIZE));
    }

    @Test
    void contentThatIsTooLongIsRefused() {
        image("short");
        Answer refused = put("short/content", random(SIZE + 512));
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
    }

    @Test
    void differencesBetweenSnapshotsMakeTheSameImageElsewhere() throws Exception {
        image("from");
        put("from/content", random(SIZE));
        gateway.post("/images/rbd/from/snapshots", "{\"name\":\"one\"}");
        byte[] changed = random(SIZE);
        Arrays.fill(changed, 5000, 10_000, (byte) 7);
        put("from/content", changed);
        gateway.post("/images/rbd/from/snapshots", "{\"name\":\"two\"}");
        for (String version : new String[] {"diff-v1", "diff-v2"}) {
            image(version);
            byte[] base = get("from/content?format=" + version + "&snapshot=one");
            byte[] difference =
                    get("from/content?format=" + version + "&snapshot=two&fromSnapshot=one");
            assertThat(difference.length).isLessThan(base.length);
            assertThat(put(version + "/content?format=" + version, base).status()).isEqualTo(200);
            Answer applied = put(version + "/content?format=" + version, difference);
            assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
            assertThat(applied.json().get("snapshots").toString()).isEqualTo("[\"one\",\"two\"]");
            assertThat(get(version + "/content")).isEqualTo(changed);
            // It would be applied twice.
            assertThat(put(version + "/content?format=" + version, difference).status())
                    .isEqualTo(409);
        }
    }

    @Test
    void aWholeImageWithItsSnapshotsIsMadeAnew() throws Exception {
        image("whole");
        put("whole/content", random(SIZE));
        gateway.post("/images/rbd/whole/snapshots", "{\"name\":\"s\"}");
        byte[] stream = get("whole/content?format=image-v2");
        Answer made = put("again/content?format=image-v2", stream);
        assertThat(made.status()).as(made.toString()).isEqualTo(200);
        assertThat(get("again/content?snapshot=s")).isEqualTo(random(SIZE));
        assertThat(put("again/content?format=image-v2", stream).status()).isEqualTo(409);
    }

    @Test
    void wrongRequestsNameTheField() {
        image("wrong");
        assertThat(gateway.get("/images/rbd/wrong/content?format=qcow2").field())
                .isEqualTo("format");
        assertThat(gateway.get("/images/rbd/wrong/content?snapshot=s").status()).isEqualTo(404);
        assertThat(gateway.get("/images/rbd/wrong/content?fromSnapshot=s").field())
                .isEqualTo("fromSnapshot");
        assertThat(put("none/content", new byte[512]).status()).isEqualTo(404);
        Answer garbage = put("wrong/content?format=diff-v2", random(100));
        assertThat(garbage.status()).as(garbage.toString()).isEqualTo(400);
    }

    @Test
    void exportsAndImportsAreTasks() throws Exception {
        image("task");
        put("task/content", new byte[512]);
        get("task/content");
        assertThat(gateway.get("/tasks?limit=1000").text())
                .contains("\"image.import\"", "\"image.export\"");
    }
}
