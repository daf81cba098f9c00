package dev.rbdgate.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers with the literal REST answers that a test scripted, and remembers what was asked. */
final class FakeGateway implements AutoCloseable {

    /**
     * @param target path and query as they came
     */
    record Request(
            String method, String target, String authorization, String ifMatch, String body) {}

    private record Answer(int status, String type, String location, String tag, String body) {}

    private static final Answer HANG_UP = new Answer(0, "", "", "", "");

    private final HttpServer server;
    private final List<Request> requests = new ArrayList<>();
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private byte[] lastBytes = new byte[0];

    FakeGateway() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Scripts an answer; several for the same call come in turn, and the last one stays. */
    FakeGateway answers(String call, int status, String json) {
        return add(call, new Answer(status, "application/json", "", "", json));
    }

    FakeGateway refuses(String call, int status, String problem) {
        return add(call, new Answer(status, "application/problem+json", "", "", problem));
    }

    FakeGateway begins(String call, String location, String json) {
        return add(call, new Answer(202, "application/json", location, "", json));
    }

    FakeGateway tags(String call, String tag, String json) {
        return add(call, new Answer(200, "application/json", "", tag, json));
    }

    FakeGateway says(String call, int status, String type, String body) {
        return add(call, new Answer(status, type, "", "", body));
    }

    /** Takes the request and closes the connection. */
    FakeGateway hangsUp(String call) {
        return add(call, HANG_UP);
    }

    private FakeGateway add(String call, Answer answer) {
        synchronized (answers) {
            answers.computeIfAbsent(call, _ -> new ArrayDeque<>()).add(answer);
        }
        return this;
    }

    List<Request> requests() {
        synchronized (answers) {
            return List.copyOf(requests);
        }
    }

    /** The body of the last request as it came. */
    byte[] lastBytes() {
        synchronized (answers) {
            return lastBytes.clone();
        }
    }

    /** The only request there was. */
    Request request() {
        List<Request> all = requests();
        if (all.size() != 1) {
            throw new AssertionError(all.toString());
        }
        return all.getFirst();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        byte[] sent = exchange.getRequestBody().readAllBytes();
        String body = new String(sent, StandardCharsets.UTF_8);
        Answer answer;
        synchronized (answers) {
            lastBytes = sent;
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
            requests.add(
                    new Request(
                            exchange.getRequestMethod(),
                            target,
                            authorization == null ? "" : authorization,
                            ifMatch == null ? "" : ifMatch,
                            body));
            Deque<Answer> scripted =
                    answers.getOrDefault(
                            exchange.getRequestMethod() + " " + target, new ArrayDeque<>());
            answer =
                    scripted.isEmpty()
                            ? new Answer(
                                    404,
                                    "application/problem+json",
                                    "",
                                    "",
                                    "{\"detail\":\"unscripted\"}")
                            : scripted.size() == 1 ? scripted.getFirst() : scripted.removeFirst();
        }
        if (answer.equals(HANG_UP)) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        if (!answer.location().isEmpty()) {
            exchange.getResponseHeaders().set("Location", answer.location());
        }
        if (!answer.tag().isEmpty()) {
            exchange.getResponseHeaders().set("ETag", answer.tag());
        }
        // A length of 0 makes this server send chunks, as a real one may.
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : 0);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
