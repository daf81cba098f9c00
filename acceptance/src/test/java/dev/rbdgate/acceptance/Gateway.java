package dev.rbdgate.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway as a user starts it, {@code ./rbdgate up}, inside a {@link Network}. */
final class Gateway implements AutoCloseable {

    static final String IQN_PREFIX = "iqn.2026-11.dev.rbdgate:";

    /** The status of a request that no living gateway has answered. */
    static final int NO_ANSWER = 7;

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final String SCRIPT = System.getProperty("rbdgate.command", "../rbdgate");
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Tries for a second, with pauses: a program for each attempt would take the processor that the
     * gateway starts on.
     */
    private static final String CONNECT =
            """
            for attempt in {1..20}; do
                (exec 3<>"/dev/tcp/127.0.0.1/$0") 2>/dev/null && exit 0
                sleep 0.05
            done
            exit 1
            """;

    private final Network network;
    private final Path dataDirectory;
    private final Map<String, String> environment = new HashMap<>();
    private List<String> before = List.of();
    private int iscsiPort = 3260;
    private int httpPort = 8080;
    private @Nullable Process process;
    private final Transcript log = new Transcript();

    Gateway(Network network, Path dataDirectory) {
        this.network = network;
        this.dataDirectory = dataDirectory;
        environment.put("RBDGATE_DATA_DIR", dataDirectory.toString());
        environment.put("RBDGATE_ISCSI_HOST", "0.0.0.0");
    }

    /** Sets an environment variable for the next start. */
    Gateway with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Listens on these ports, for a second gateway in one network. */
    Gateway on(int iscsi, int http) {
        iscsiPort = iscsi;
        httpPort = http;
        return with("RBDGATE_ISCSI_PORT", String.valueOf(iscsi))
                .with("RBDGATE_HTTP_PORT", String.valueOf(http));
    }

    /**
     * The next start believes that this machine was restarted since the last one: another boot id
     * is mounted over the real one, for that process alone.
     */
    Gateway afterReboot(Path directory) {
        try {
            Path bootId = Files.writeString(directory.resolve("boot-id"), UUID.randomUUID() + "\n");
            before =
                    List.of(
                            "unshare",
                            "--mount",
                            "bash",
                            "-c",
                            "mount --bind "
                                    + bootId
                                    + " /proc/sys/kernel/random/boot_id; exec \"$@\"",
                            "rebooted");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int iscsiPort() {
        return iscsiPort;
    }

    /** Stops the gateway in its tracks (SIGSTOP): it is there and does not answer. */
    void freeze() {
        Command.run("kill", "-STOP", String.valueOf(running().pid())).ok();
    }

    void thaw() {
        Command.run("kill", "-CONT", String.valueOf(running().pid())).ok();
    }

    /** Starts the gateway and waits until its portal accepts connections. */
    Gateway start(String... arguments) {
        Process started = launch(arguments);
        Instant end = Instant.now().plus(START_LIMIT);
        while (network.run("bash", "-c", CONNECT, String.valueOf(iscsiPort)).status() != 0) {
            if (!started.isAlive() || Instant.now().isAfter(end)) {
                throw new AssertionError("the gateway did not start\n" + log);
            }
        }
        return this;
    }

    /** Starts the gateway and waits for its end: for starts that are refused. */
    Command.Result startRefused(String... arguments) {
        Process started = launch(arguments);
        try {
            if (!started.waitFor(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the gateway runs, but should have refused\n" + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Command.Result(List.of("rbdgate up"), started.exitValue(), log.toString());
    }

    private Process launch(String... arguments) {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("already running");
        }
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(SCRIPT, "up"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(network.inside(command)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        log.clear();
        try {
            Process started = builder.start();
            process = started;
            Thread.ofPlatform().daemon().name("gateway-log").start(() -> readLog(started));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readLog(Process started) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(log::line);
        } catch (IOException | UncheckedIOException e) {
            log.line(e.toString());
        }
    }

    /** What the gateway has printed since its start. */
    String log() {
        return log.toString();
    }

    /** Waits until the gateway has printed this. */
    void awaitLog(String text) {
        if (!log.await(text, STOP_LIMIT)) {
            throw new AssertionError("never printed: " + text + "\n" + log);
        }
    }

    /** Asks the gateway to end (SIGTERM) and waits until it has. */
    void stop() {
        running().destroy();
        awaitEnd();
    }

    /** Ends the gateway at once (SIGKILL). */
    void kill() {
        running().destroyForcibly();
        awaitEnd();
    }

    /** Starts the gateway and ends it (SIGKILL) after this time, however far it has come. */
    void killWhileStarting(Duration time) throws InterruptedException {
        launch();
        Thread.sleep(time);
        kill();
    }

    /** Runs {@code rbdgate check} on the data of this gateway, which must not run. */
    Command.Result check(String... arguments) {
        List<String> command = new ArrayList<>(List.of(SCRIPT, "check"));
        command.addAll(List.of(arguments));
        return Command.run(Command.DEFAULT_LIMIT, environment, command);
    }

    private void awaitEnd() {
        try {
            if (!running().waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the gateway does not end\n" + log);
            }
            process = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not running");
        }
        return process;
    }

    /** The process that runs. */
    long pid() {
        return running().pid();
    }

    /** The program that runs it. */
    Path java() {
        return Path.of(running().info().command().orElseThrow());
    }

    /** Runs {@code rbdgate ...} against this gateway. */
    Command.Result cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of(SCRIPT));
        command.addAll(List.of(arguments));
        return Command.run(Command.DEFAULT_LIMIT, environment, network.inside(command));
    }

    /** What Prometheus would be told. */
    String metrics() {
        return network.run(
                        "bash",
                        "-c",
                        "curl --silent --fail --header \"Authorization: Bearer $(cat $0)\" $1",
                        dataDirectory.resolve("admin.token").toString(),
                        "http://127.0.0.1:" + httpPort + "/actuator/prometheus")
                .ok();
    }

    /** GETs a REST resource below {@code /api/v1}. */
    JsonNode get(String path) {
        return JSON.readTree(request("GET", path, null).ok());
    }

    /** Sends a JSON body; fails on a status that is not 2xx. */
    JsonNode send(String method, String path, String body) {
        return JSON.readTree(request(method, path, body).ok());
    }

    void delete(String path) {
        request("DELETE", path, null).ok();
    }

    /**
     * Sends a request and tells how it ended; {@link #NO_ANSWER}: there was no gateway, or it ended
     * before it answered.
     */
    Command.Result request(String method, String path, @Nullable String body) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "bash",
                                "-c",
                                """
                                curl --silent --show-error --fail-with-body --request "$1" \
                                --header "Authorization: Bearer $(cat "$2")" \
                                --header 'Content-Type: application/json' \
                                ${4:+--data "$4"} "http://127.0.0.1:$5/api/v1$3"
                                status=$?
                                # Not connected, an empty answer, one cut short, nothing sent or received.
                                case $status in 7|18|52|55|56) exit 7 ;; *) exit $status ;; esac
                                """,
                                "curl",
                                method,
                                dataDirectory.resolve("admin.token").toString(),
                                path));
        command.add(body == null ? "" : body);
        command.add(String.valueOf(httpPort));
        return Command.run(Command.DEFAULT_LIMIT, Map.of(), network.inside(command));
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
