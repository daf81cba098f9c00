package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Tasks that run as long as their client lets them, and are cancelled meanwhile. */
@Timeout(60)
final class TaskRestTest {

    private static final int MIB = 1 << 20;

    /** Far more than the sockets of both sides hold. */
    private static final int LONG = 64;

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void image(String name, int mebibytes) {
        Answer made =
                gateway.post(
                        "/images",
                        "{\"name\":\"%s\",\"size\":\"%dMiB\"}".formatted(name, mebibytes));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
    }

    private static HttpRequest.Builder content(String image, String query) {
        return gateway.request("/api/v1/images/rbd/" + image + "/content" + query)
                .header("Authorization", "Bearer " + gateway.token());
    }

    private static void fill(String image) {
        byte[] content = new byte[LONG * MIB];
        Arrays.fill(content, (byte) 1);
        Answer filled =
                gateway.send(
                        content(image, "")
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                                .build());
        assertThat(filled.status()).as(filled.toString()).isEqualTo(200);
    }

    private static JsonNode running(String kind) {
        return await().until(
                        () ->
                                gateway.get("/tasks?state=running&kind=" + kind)
                                        .json()
                                        .get("items")
                                        .path(0),
                        it -> !it.isMissingNode());
    }

    private static String cancelled(JsonNode task) {
        assertThat(task.get("cancelling").asString()).isEqualTo("possible");
        String id = task.get("id").asString();
        Answer asked = gateway.delete("/tasks/" + id + "?running=true");
        assertThat(asked.status()).as(asked.toString()).isEqualTo(202);
        assertThat(asked.header("Location")).isEqualTo("/api/v1/tasks/" + id);
        assertThat(asked.json().get("cancelling").asString()).isEqualTo("asked");
        return id;
    }

    private static JsonNode ended(String id) {
        return await().until(
                        () -> gateway.get("/tasks/" + id).json(),
                        it -> !it.get("state").asString().equals("running"));
    }

    @Test
    void anImportThatIsCancelledEndsAndIsInTheAuditLog() throws Exception {
        image("imported", 64);
        try (PipedOutputStream disk = new PipedOutputStream();
                PipedInputStream from = new PipedInputStream(disk, MIB)) {
            CompletableFuture<Integer> answered = put(content("imported", ""), from);
            disk.write(new byte[MIB]);
            String id = cancelled(running("image.import"));
            try {
                for (int i = 1; i < 64; i++) {
                    disk.write(new byte[MIB]);
                }
            } catch (IOException e) {
                // The gateway may have closed the connection by now.
                assertThat(answered).isDone();
            }
            assertThat(ended(id).get("state").asString()).isEqualTo("cancelled");
            assertThat(answered.handle((status, failure) -> failure == null ? status : 409).join())
                    .isEqualTo(409);
            JsonNode entry = gateway.get("/audit?action=task.cancel").json().get("items").path(0);
            assertThat(entry.get("subject").asString()).isEqualTo("rbd/imported");
            assertThat(entry.get("who").asString()).isEqualTo("admin");
            assertThat(entry.get("detail").asString()).contains(id, "image.import");
        }
    }

    private static CompletableFuture<Integer> put(HttpRequest.Builder request, InputStream body) {
        CompletableFuture<Integer> answered = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try (HttpClient client = HttpClient.newHttpClient()) {
                        answered.complete(
                                client.send(
                                                request.PUT(
                                                                HttpRequest.BodyPublishers
                                                                        .ofInputStream(() -> body))
                                                        .build(),
                                                HttpResponse.BodyHandlers.discarding())
                                        .statusCode());
                    } catch (IOException | InterruptedException e) {
                        answered.completeExceptionally(e);
                    }
                });
        return answered;
    }

    @Test
    void anExportThatIsCancelledEndsEarly() throws Exception {
        image("exported", LONG);
        fill("exported");
        // Without a length, so that only the connection's end tells.
        HttpResponse<InputStream> export =
                gateway.open(content("exported", "?format=diff-v1").build());
        try (InputStream body = export.body()) {
            String id = cancelled(running("image.export"));
            assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(ended(id).get("state").asString()).isEqualTo("cancelled");
        }
    }

    @Test
    void whatIsOverIsForgottenAndNotCancelled() {
        image("whole", 16);
        Answer begun = gateway.post("/images/rbd/whole/copy", "{\"to\":\"rbd/second\"}");
        String id = begun.json().get("id").asString();
        assertThat(ended(id).get("state").asString()).isEqualTo("succeeded");

        Answer late = gateway.delete("/tasks/" + id + "?running=true");

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.detail()).contains("is over");
        assertThat(gateway.get("/images/rbd/second").status()).isEqualTo(200);
        assertThat(gateway.delete("/tasks/" + id).status()).isEqualTo(204);
        assertThat(gateway.delete("/tasks/" + id).status()).isEqualTo(404);
    }
}
