package dev.rbdgate.gateway.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RbdgateApplication;
import dev.rbdgate.gateway.TinyInitiator;
import dev.rbdgate.gateway.TinyInitiator.Chap;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with secrets that stand nowhere else, at the level DEBUG of everything, is asked
 * rightly and wrongly: none of them comes out.
 */
final class SecretsStaySecretTest {

    private static final String IQN = "iqn.2026-11.dev.rbdgate:secret";
    private static final String HOST = "iqn.2026-11.test:host";
    private static final String CHAP_SECRET = "chap-Qx7LwP-secret";
    private static final String MUTUAL_SECRET = "mutual-Zk3RtV-secret";
    private static final String DISCOVERY_SECRET = "discovery-Mv9NbC-secret";
    private static final String GUESS = "guess-Hj2KdF-secret";
    private static final String KEY =
            Base64.getEncoder().encodeToString("key-Wp5XsA-key-Wp5XsA-key-Wp5XsA".getBytes(UTF_8));
    private static final Pattern PORTS =
            Pattern.compile(
                    "iSCSI on 127\\.0\\.0\\.1:(\\d+) |REST on http://127\\.0\\.0\\.1:(\\d+)");

    @TempDir Path directory;
    private final HttpClient client = HttpClient.newHttpClient();
    private final StringBuilder answers = new StringBuilder();
    private String token = "";
    private int httpPort;
    private int portalPort;

    @Test
    void noSecretComesOut() throws Exception {
        Map<String, String> secrets = new LinkedHashMap<>();
        StringBuilder log = new StringBuilder();
        Process process = start(KEY);
        try (BufferedReader output = process.inputReader(UTF_8)) {
            readUntilServing(output, log);
            Thread reader =
                    Thread.startVirtualThread(
                            () -> output.lines().forEach(line -> log.append(line).append('\n')));
            String admin = Files.readString(directory.resolve("data/admin.token")).strip();
            token = admin;
            String named = configure();
            provoke();
            String commandLine = read(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            String threads = threadDump(process.pid());
            assertThat(commandLine).contains("RbdgateApplication");
            assertThat(threads).contains("iscsi");
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            reader.join();
            secrets.put("admin token", admin);
            secrets.put("named token", named);
            secrets.put("CHAP secret", CHAP_SECRET);
            secrets.put("mutual secret", MUTUAL_SECRET);
            secrets.put("discovery secret", DISCOVERY_SECRET);
            secrets.put("wrong secret", GUESS);
            secrets.put("key", KEY);
            assertThat(log.toString())
                    .contains("DEBUG", "wrong CHAP name or secret", "A token from")
                    .hasSizeGreaterThan(10_000);
            assertThat(answers.toString()).contains("\"chap\"", "401", "400", "409");
            String files = files();
            secrets.forEach((name, secret) -> {
                assertAbsent(secret, log.toString(), name + " in the log");
                assertAbsent(secret, answers.toString(), name + " in answers");
                assertAbsent(secret, commandLine, name + " in ps");
                assertAbsent(secret, threads, name + " in a dump of threads");
                assertAbsent(secret, files, name + " in the database");
            });
        } finally {
            process.destroyForcibly();
        }
        assertAnotherKeyIsNotShown();
    }

    /** Shows the lines at fault, not all of them. */
    private static void assertAbsent(String secret, String text, String what) {
        assertThat(text.lines().filter(it -> it.contains(secret)).limit(20)).as(what).isEmpty();
    }

    private void assertAnotherKeyIsNotShown() throws Exception {
        String wrong = "key-that-is-none-Ty8";
        Process process = start(wrong);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output).contains("RBDGATE_SECRET_KEY holds no key");
        assertAbsent(wrong, output, "a wrong key");
    }

    /** Makes what has secrets; returns a token. */
    private String configure() throws Exception {
        send("POST", "/targets", "{\"iqn\":\"%s\"}".formatted(IQN));
        send("POST", "/targets/" + IQN + "/initiators", grant(CHAP_SECRET, MUTUAL_SECRET));
        send(
                "PUT",
                "/discovery-auth",
                "{\"chap\":{\"user\":\"finder\",\"secret\":\"%s\"}}".formatted(DISCOVERY_SECRET));
        HttpResponse<String> made =
                call("POST", "/tokens", "{\"name\":\"ci\",\"role\":\"viewer\"}");
        Matcher matcher = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(made.body());
        assertThat(matcher.find()).as(made.body()).isTrue();
        return matcher.group(1);
    }

    private static String grant(String secret, String mutual) {
        return """
        {"initiator":"%s","chap":{"user":"host","secret":"%s"},
         "mutualChap":{"user":"gateway","secret":"%s"}}\
        """
                .formatted(HOST, secret, mutual);
    }

    /** Asks for everything, and makes every mistake with a secret in hand. */
    private void provoke() throws Exception {
        String grants = "/targets/" + IQN + "/initiators";
        for (String path :
                new String[] {
                    "/system",
                    "/targets",
                    "/targets/" + IQN,
                    grants,
                    grants + "/" + HOST,
                    "/discovery-auth",
                    "/tokens",
                    "/tokens/ci",
                    "/audit?limit=1000",
                    "/sessions"
                }) {
            send("GET", path, null);
        }
        send("POST", grants, grant(GUESS, MUTUAL_SECRET));
        send("POST", grants, grant(MUTUAL_SECRET, MUTUAL_SECRET));
        send("POST", grants, grant(CHAP_SECRET, MUTUAL_SECRET).replace("\"initiator\"", "\"who\""));
        send("POST", grants, grant(CHAP_SECRET, MUTUAL_SECRET).substring(0, 90));
        send("POST", grants, "{\"chap\":\"" + CHAP_SECRET + "\"}");
        send("POST", grants, "{\"mutualChap\":{\"" + MUTUAL_SECRET + "\":1}}");
        send("POST", grants, "{\"luns\":\"" + CHAP_SECRET + "\"}");
        send("POST", grants, "{\"chap\":{\"user\":\"a\",\"user\":\"" + CHAP_SECRET + "\"}}");
        send("POST", grants, grant(CHAP_SECRET + "\\u0007", MUTUAL_SECRET));
        send("PATCH", grants + "/" + HOST, "{\"chap\":[\"" + CHAP_SECRET + "\"]}");
        send("PUT", "/discovery-auth", "{\"chap\":{\"user\":5,\"secret\":\"" + GUESS + "\"}}");
        String right = token;
        for (String wrong : new String[] {GUESS, "ci." + GUESS, "eyJ." + GUESS + ".x"}) {
            token = wrong;
            send("GET", "/system", null);
        }
        token = right;
        InetSocketAddress portal =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), portalPort);
        try (TinyInitiator session =
                TinyInitiator.login(portal, HOST, IQN, new Chap("host", CHAP_SECRET))) {
            assertThat(session.reportLuns()).isEmpty();
        }
        for (String user : new String[] {"host", GUESS.substring(0, 4)}) {
            try (TinyInitiator session =
                    TinyInitiator.login(portal, HOST, IQN, new Chap(user, GUESS))) {
                throw new AssertionError("let in, with LUNs " + session.reportLuns());
            } catch (IOException e) {
                answers.append(e.getMessage()).append('\n');
            }
        }
    }

    private void send(String method, String path, @Nullable String body) throws Exception {
        HttpResponse<String> answer = call(method, path, body);
        answers.append(answer.statusCode()).append(answer.headers()).append(answer.body());
    }

    private HttpResponse<String> call(String method, String path, @Nullable String body)
            throws Exception {
        HttpRequest.BodyPublisher content =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        return client.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + httpPort + "/api/v1" + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, content)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void readUntilServing(BufferedReader output, StringBuilder log) throws IOException {
        while (httpPort == 0 || portalPort == 0) {
            String line = output.readLine();
            if (line == null) {
                throw new AssertionError("it ended:\n" + log);
            }
            log.append(line).append('\n');
            Matcher matcher = PORTS.matcher(line);
            if (matcher.find() && matcher.group(1) != null) {
                portalPort = Integer.parseInt(matcher.group(1));
            } else if (matcher.hasMatch()) {
                httpPort = Integer.parseInt(matcher.group(2));
            }
        }
    }

    private static String threadDump(long pid) throws Exception {
        Process jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                "Thread.print")
                        .redirectErrorStream(true)
                        .start();
        return new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    }

    private String files() throws IOException {
        return Files.readString(
                directory.resolve("data/config.mv.db"),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).replace('\0', ' ');
    }

    private Process start(String key) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RbdgateApplication.class.getName(),
                                "--data-dir=" + directory.resolve("data"),
                                "--iscsi-host=127.0.0.1",
                                "--iscsi-port=0",
                                "--http-port=0",
                                "--oidc-issuer=http://127.0.0.1:9/realm",
                                "--logging.level.root=DEBUG",
                                "--logging.level.dev.rbdgate=DEBUG"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("RBDGATE_SECRET_KEY", key);
        return builder.start();
    }
}
