package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.Wait;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the benchmark asks of a gateway's REST. Every method throws on a refusal. */
public final class GatewayApi implements AutoCloseable {

    /** Where images are on both stores. */
    private static final String POOL = "rbd";

    private static final Duration REQUEST_LIMIT = Duration.ofMinutes(1);
    private static final Duration TASK_LIMIT = Duration.ofMinutes(2);
    private static final int ACCEPTED = 202;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;
    private final String token;

    GatewayApi(int port, Path dataDirectory) {
        base = URI.create("http://127.0.0.1:" + port);
        try {
            token = Files.readString(dataDirectory.resolve("admin.token")).trim();
        } catch (IOException e) {
            throw new LabException("no token of the gateway", e);
        }
    }

    /** Makes a target that anyone on this machine may use. */
    public void createTarget(String iqn) {
        send("POST", "/targets", "{\"iqn\":\"%s\"}".formatted(iqn));
        send(
                "POST",
                "/targets/%s/initiators".formatted(encode(iqn)),
                "{\"initiator\":\"*\",\"addresses\":[\"127.0.0.0/8\"]}");
    }

    public void createImage(String name, long bytes) {
        send(
                "POST",
                "/images",
                "{\"pool\":\"%s\",\"name\":\"%s\",\"size\":%d}".formatted(POOL, name, bytes));
    }

    public void addUnit(String iqn, String image, int lun) {
        send(
                "POST",
                "/targets/%s/luns".formatted(encode(iqn)),
                "{\"image\":\"%s/%s\",\"lun\":%d}".formatted(POOL, image, lun));
    }

    public void createSnapshot(String image, String name) {
        send("POST", snapshots(image), "{\"name\":\"%s\"}".formatted(name));
    }

    /** Removes a snapshot and waits until the work of it is done. */
    public void removeSnapshot(String image, String name) {
        HttpResponse<String> response = exchange("DELETE", snapshots(image) + "/" + name, "");
        if (response.statusCode() == ACCEPTED) {
            String id = JSON.readTree(response.body()).path("id").asString();
            Wait.until(
                    "the removal of a snapshot",
                    TASK_LIMIT,
                    () ->
                            send("GET", "/tasks/" + id, "")
                                    .path("state")
                                    .asString()
                                    .equals("succeeded"));
        }
    }

    private static String snapshots(String image) {
        return "/images/%s/%s/snapshots".formatted(POOL, image);
    }

    private JsonNode send(String method, String path, String body) {
        return JSON.readTree(exchange(method, path, body).body());
    }

    private HttpResponse<String> exchange(String method, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve("/api/v1" + path))
                        .timeout(REQUEST_LIMIT)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new LabException(
                        "%s %s: %d %s"
                                .formatted(method, path, response.statusCode(), response.body()));
            }
            return response;
        } catch (IOException e) {
            throw new LabException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
