package dev.rbdgate.gateway;

import dev.rbdgate.gateway.control.Gateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole gateway, started in this process on free ports, and a REST client for it. */
public final class RunningGateway implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String EVENT_STREAM = "text/event-stream";

    private final ConfigurableApplicationContext context;
    private final String token;
    private final String scheme;
    private final HttpClient client;

    private RunningGateway(
            ConfigurableApplicationContext context,
            Path dataDirectory,
            String scheme,
            HttpClient client)
            throws IOException {
        this.context = context;
        this.scheme = scheme;
        this.client = client;
        token = Files.readString(dataDirectory.resolve("admin.token")).strip();
    }

    public static RunningGateway start(Path dataDirectory, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--data-dir=" + dataDirectory,
                                "--iscsi-host=127.0.0.1",
                                "--iscsi-port=0",
                                "--http-port=0"));
        arguments.addAll(List.of(more));
        return new RunningGateway(
                RbdgateApplication.run(arguments.toArray(String[]::new)),
                dataDirectory,
                "http",
                HttpClient.newHttpClient());
    }

    /** With REST over TLS. The client does not look whose certificate it is. */
    public static RunningGateway startSecured(Path dataDirectory, String... more)
            throws IOException, GeneralSecurityException {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--http-tls=true");
        RunningGateway started = start(dataDirectory, arguments.toArray(String[]::new));
        return new RunningGateway(
                started.context,
                dataDirectory,
                "https",
                HttpClient.newBuilder().sslContext(TlsTunnel.trustAll()).build());
    }

    /** An answer. */
    public record Answer(int status, HttpResponse<String> response) {

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public String text() {
            return response.body();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The field that a problem document names. */
        public String field() {
            return json().path("field").asString("");
        }

        public String detail() {
            return json().path("detail").asString("");
        }

        @Override
        public String toString() {
            return status + " " + response.body();
        }
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    private Answer send(String method, String path, @Nullable String body) {
        return send(token, method, "/api/v1" + path, body);
    }

    /** A request of somebody else, to any path. */
    public Answer send(String bearer, String method, String path, @Nullable String body) {
        HttpRequest.Builder request = request(path).header("Authorization", "Bearer " + bearer);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.method(method, HttpRequest.BodyPublishers.ofString(body))
                    .header("Content-Type", "application/json");
        }
        return send(request.build());
    }

    /** A request without token to any path. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + httpPort() + path));
    }

    /** Sends a request; of a stream of events only the head is waited for. */
    public Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, RunningGateway::body);
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpResponse.BodySubscriber<String> body(HttpResponse.ResponseInfo head) {
        return head.headers().firstValue("Content-Type").orElse("").startsWith(EVENT_STREAM)
                ? HttpResponse.BodySubscribers.mapping(
                        HttpResponse.BodySubscribers.ofInputStream(), _ -> "")
                : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
    }

    /** Opens a stream, which the caller closes. */
    public HttpResponse<InputStream> open(HttpRequest request)
            throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    public String token() {
        return token;
    }

    public int httpPort() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public InetSocketAddress portal() {
        return gateway().system().portals().getFirst();
    }

    /** Everything that serves REST. */
    public ConfigurableApplicationContext context() {
        return context;
    }

    public Gateway gateway() {
        return context.getBean(Gateway.class);
    }

    /** Stops as SIGTERM does. */
    @Override
    public void close() {
        context.close();
    }
}
