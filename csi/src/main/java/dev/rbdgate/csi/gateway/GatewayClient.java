package dev.rbdgate.csi.gateway;

import dev.rbdgate.csi.call.Refusal;
import io.grpc.Status;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Calls the gateway's REST API. Thread-safe. */
public final class GatewayClient implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** The gateway itself waits a minute at most for its store. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(70);

    private static final int PAGE = 1000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http;
    private final URI base;
    private final Path tokenFile;

    /**
     * @param base {@code http(s)://host:port}
     * @param tokenFile read for each call, so that a new token needs no restart
     * @param tls what certificates to trust; empty: those of the Java runtime
     */
    public GatewayClient(URI base, Path tokenFile, Optional<SSLContext> tls) {
        this.base = base;
        this.tokenFile = tokenFile;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_LIMIT);
        tls.ifPresent(builder::sslContext);
        http = builder.build();
    }

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A path below {@code /api/v1} of segments as they are, slashes in them included. */
    public static String path(String... segments) {
        return Stream.of(segments)
                .map(it -> URLEncoder.encode(it, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/", "/", ""));
    }

    public GatewayAnswer get(String path) {
        return call("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    public GatewayAnswer delete(String path) {
        return call("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    public GatewayAnswer post(String path, ObjectNode body) {
        return call("POST", path, json(body));
    }

    public GatewayAnswer put(String path, ObjectNode body) {
        return call("PUT", path, json(body));
    }

    public GatewayAnswer patch(String path, ObjectNode body) {
        return call("PATCH", path, json(body));
    }

    /** Every item of a list, whatever its pages. */
    public List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        String mark = path.contains("?") ? "&" : "?";
        String page = path + mark + "limit=" + PAGE;
        while (true) {
            JsonNode body = get(page).ok();
            body.path("items").forEach(items::add);
            String next = body.path("next").asString("");
            if (next.isEmpty()) {
                return items;
            }
            page =
                    path
                            + mark
                            + "limit="
                            + PAGE
                            + "&after="
                            + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    private static HttpRequest.BodyPublisher json(ObjectNode body) {
        return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    }

    private GatewayAnswer call(String method, String path, HttpRequest.BodyPublisher body) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(base.resolve("/api/v1" + path))
                            .timeout(CALL_LIMIT)
                            .header(
                                    "Authorization",
                                    "Bearer " + Files.readString(tokenFile).strip())
                            .header("Content-Type", "application/json")
                            .method(method, body)
                            .build();
            HttpResponse<byte[]> response =
                    http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            byte[] content = response.body();
            return new GatewayAnswer(
                    response.statusCode(), content.length == 0 ? object() : JSON.readTree(content));
        } catch (IOException | JacksonException e) {
            throw Refusal.of(Status.Code.UNAVAILABLE, "the gateway at %s: %s", base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.of(Status.Code.CANCELLED, "interrupted while waiting for the gateway");
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
