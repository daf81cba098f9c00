package dev.rbdgate.cli.rest;

import dev.rbdgate.cli.exit.CommandException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway's REST listens.
 *
 * @param host a name or an address, an IPv6 address without brackets
 * @param prefix path before the REST base, empty or "/…" without a slash at the end
 */
public record GatewayAddress(boolean isSecure, String host, int port, String prefix) {

    public static final String URL_VARIABLE = "RBDGATE_URL";
    public static final String HOST_VARIABLE = "RBDGATE_HTTP_HOST";
    public static final String PORT_VARIABLE = "RBDGATE_HTTP_PORT";
    public static final String TLS_VARIABLE = "RBDGATE_HTTP_TLS";

    private static final String REST_BASE = "/api/v1";
    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int DEFAULT_PORT = 8080;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65535;

    /**
     * Takes the option, else RBDGATE_URL, else the gateway's own settings of host and port.
     *
     * @param url of the option, null if it was not given
     * @throws CommandException for usage, if a value makes no sense
     */
    public static GatewayAddress from(@Nullable String url, Map<String, String> environment) {
        if (url != null) {
            return parse(url, "--url");
        }
        String fromEnvironment = environment.getOrDefault(URL_VARIABLE, "");
        if (!fromEnvironment.isBlank()) {
            return parse(fromEnvironment.strip(), URL_VARIABLE);
        }
        String host = environment.getOrDefault(HOST_VARIABLE, "").strip();
        String port = environment.getOrDefault(PORT_VARIABLE, "").strip();
        return new GatewayAddress(
                Boolean.parseBoolean(environment.getOrDefault(TLS_VARIABLE, "").strip()),
                host.isEmpty() ? DEFAULT_HOST : reachable(host),
                port.isEmpty() ? DEFAULT_PORT : portNumber(port),
                "");
    }

    private static GatewayAddress parse(String url, String source) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw wrong(source);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (uri.getHost() == null
                || !(secure || scheme.equals("http"))
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || uri.getPort() == 0
                || uri.getPort() > MAX_PORT) {
            throw wrong(source);
        }
        int port = uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new GatewayAddress(
                secure,
                withoutBrackets(uri.getHost()),
                port > 0 ? port : secure ? HTTPS_PORT : HTTP_PORT,
                path.endsWith(REST_BASE)
                        ? path.substring(0, path.length() - REST_BASE.length())
                        : path);
    }

    /** The value is not repeated: it may hold a password. */
    private static CommandException wrong(String source) {
        return CommandException.usage(
                source + " must be http://HOST:PORT or https://HOST:PORT, without user or query");
    }

    /** The gateway may listen on every address; a client then takes the loopback. */
    private static String reachable(String listening) {
        String host = withoutBrackets(listening);
        if (host.equals("0.0.0.0")) {
            return DEFAULT_HOST;
        }
        return host.equals("::") ? "::1" : host;
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    private static int portNumber(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        }
        throw CommandException.usage(PORT_VARIABLE + " must be a port from 1 to " + MAX_PORT);
    }

    /** Host and port as the Host header has them. */
    String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** The path that every REST path follows. */
    String basePath() {
        return prefix + REST_BASE;
    }

    /** For messages. */
    @Override
    public String toString() {
        return (isSecure ? "https://" : "http://") + authority() + prefix;
    }
}
