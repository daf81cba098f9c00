package dev.rbdgate.cli.rest;

import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the gateway. Every call throws {@link CommandException}: refused with the problem
 * document's words, or unreachable with what to do about it.
 */
public final class RestClient {

    /** An entity tag (RFC 9110 8.8.3), which nothing may hide a header in. */
    private static final Pattern TAG = Pattern.compile("\"[!#-~]+\"|[!#-~]+");

    private final GatewayAddress address;
    private final TrustedCertificates trusted;
    private final AdminToken token;
    private @Nullable String condition;

    private RestClient(GatewayAddress address, TrustedCertificates trusted, AdminToken token) {
        this.address = address;
        this.trusted = trusted;
        this.token = token;
    }

    /**
     * @param url of the gateway, null to take it from the environment
     * @param workingDirectory which the data directory is relative to
     */
    public static RestClient from(
            @Nullable String url, Map<String, String> environment, Path workingDirectory) {
        return new RestClient(
                GatewayAddress.from(url, environment),
                TrustedCertificates.find(environment, workingDirectory),
                AdminToken.find(environment, workingDirectory));
    }

    /**
     * Makes the first change conditional (RFC 9110 13.1.1): it is refused unless the resource still
     * has this tag.
     *
     * @param tag as an answer had it, with or without its quotes
     */
    public void changeOnlyIf(String tag) {
        if (!TAG.matcher(tag).matches()) {
            throw CommandException.usage("'" + tag + "' is no tag such as show --etag prints");
        }
        condition = tag.startsWith("\"") ? tag : "\"" + tag + "\"";
    }

    /** The host that answers. */
    public String host() {
        return address.host();
    }

    public RestAnswer get(RestPath path) {
        return call("GET", path, null);
    }

    /** A resource, if it is there. */
    public Optional<RestAnswer> find(RestPath path) {
        HttpAnswer answer = send("GET", path, null);
        return answer.status() == HttpAnswer.NOT_FOUND
                ? Optional.empty()
                : Optional.of(checked(answer));
    }

    public RestAnswer post(RestPath path, JsonObject body) {
        return call("POST", path, body);
    }

    public RestAnswer put(RestPath path, JsonObject body) {
        return call("PUT", path, body);
    }

    public RestAnswer patch(RestPath path, JsonObject body) {
        return call("PATCH", path, body);
    }

    public RestAnswer delete(RestPath path) {
        return call("DELETE", path, null);
    }

    /**
     * Receives content.
     *
     * @param told of the bytes so far
     */
    public void download(RestPath path, OutputStream to, LongConsumer told) {
        try {
            var _ =
                    checked(
                            new HttpTransfer(address, trusted, token.value())
                                    .download(path.toString(), to, told));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Sends content. */
    public RestAnswer upload(RestPath path, InputStream from) {
        try {
            return checked(
                    new HttpTransfer(address, trusted, token.value())
                            .upload(path.toString(), from));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private RestAnswer call(String method, RestPath path, @Nullable JsonObject body) {
        return checked(send(method, path, body));
    }

    private HttpAnswer send(String method, RestPath path, @Nullable JsonObject body) {
        try {
            return HttpCall.send(
                    address,
                    trusted,
                    method,
                    path.toString(),
                    token.value(),
                    method.equals("GET") ? null : takeCondition(),
                    body == null ? null : Json.write(body));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private @Nullable String takeCondition() {
        String taken = condition;
        condition = null;
        return taken;
    }

    private RestAnswer checked(HttpAnswer answer) {
        JsonObject content = content(answer);
        if (answer.status() >= HttpAnswer.FIRST_REFUSAL) {
            throw Refusal.of(answer.status(), content, token);
        }
        return RestAnswer.of(answer, content);
    }

    private JsonObject content(HttpAnswer answer) {
        boolean refused = answer.status() >= HttpAnswer.FIRST_REFUSAL;
        boolean redirected = answer.status() >= HttpAnswer.FIRST_REDIRECT && !refused;
        if (answer.body().isBlank() && !redirected) {
            return RestAnswer.noBody();
        }
        if (answer.isJson() && !redirected) {
            try {
                if (Json.parse(answer.body()) instanceof JsonObject object) {
                    return object;
                }
            } catch (IllegalArgumentException e) {
                throw foreign(answer.status());
            }
        }
        throw foreign(answer.status());
    }

    private CommandException foreign(int status) {
        return CommandException.unreachable(
                "what answers at " + address + " is not an rbdgate gateway (HTTP " + status + ")",
                List.of(whatToDo()));
    }

    private CommandException unreachable(IOException e) {
        return CommandException.unreachable(
                "no gateway answers at " + address + ": " + reason(e), List.of(whatToDo()));
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnknownHostException) {
            return "unknown host";
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        return e instanceof SSLException ? "TLS: " + message : message;
    }

    private static String whatToDo() {
        return "Start it with ./rbdgate up, or set "
                + GatewayAddress.URL_VARIABLE
                + " (or "
                + GatewayAddress.HOST_VARIABLE
                + " and "
                + GatewayAddress.PORT_VARIABLE
                + ") to where it listens.";
    }
}
