package dev.rbdgate.cli.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives the content of images, with the JDK's client: its start hardly counts here.
 */
final class HttpTransfer {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final int PIECE_BYTES = 1 << 20;

    /** Longest problem document. */
    private static final int MAX_PROBLEM_BYTES = 1 << 20;

    private final HttpClient client;
    private final GatewayAddress address;
    private final @Nullable String token;

    HttpTransfer(GatewayAddress address, TrustedCertificates trusted, @Nullable String token) {
        this.address = address;
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_LIMIT);
        if (address.isSecure()) {
            builder.sslContext(trusted.context());
        }
        client = builder.build();
    }

    /**
     * Receives content.
     *
     * @param told of the bytes so far
     * @return the answer, with the problem document as its body if it was refused
     */
    HttpAnswer download(String path, OutputStream to, LongConsumer told) throws IOException {
        HttpResponse<InputStream> response =
                send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream from = response.body()) {
            if (response.statusCode() >= HttpAnswer.FIRST_REDIRECT) {
                return answer(response, from.readNBytes(MAX_PROBLEM_BYTES));
            }
            copy(from, to, told);
            return answer(response, new byte[0]);
        }
    }

    private static void copy(InputStream from, OutputStream to, LongConsumer told)
            throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        long total = 0;
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            to.write(piece, 0, count);
            total += count;
            told.accept(total);
        }
        to.flush();
    }

    /** Sends content. */
    HttpAnswer upload(String path, InputStream from) throws IOException {
        HttpResponse<InputStream> response =
                send(
                        request(path)
                                .header("Content-Type", "application/octet-stream")
                                .expectContinue(true)
                                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> from))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            return answer(response, body.readNBytes(MAX_PROBLEM_BYTES));
        }
    }

    private HttpRequest.Builder request(String path) {
        String scheme = address.isSecure() ? "https://" : "http://";
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create(scheme + address.authority() + address.basePath() + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static HttpAnswer answer(HttpResponse<?> response, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .map()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new HttpAnswer(
                response.statusCode(), headers, new String(body, StandardCharsets.UTF_8));
    }
}
