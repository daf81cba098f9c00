package dev.rbdgate.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The gateway's image in a container as the restricted Pod Security Standard asks for: the image's
 * own user, no capability, no new privileges, a root file system that cannot be written. Run by
 * runc, inside a {@link Network}.
 */
final class Container implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final String CONFIGURATION = "config.json";

    /** Where its volume is: all that it may write to, beside /tmp. */
    static final String DATA = "/var/lib/rbdgate";

    private static final int USER = 10001;
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name =
            "rbdgate-%d-%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet());
    private final Path directory;
    private final Path bundle;
    private final Transcript log = new Transcript();
    private final Process process;

    /**
     * Starts a container.
     *
     * @param directory for its files; what is in its volume is below {@code data}, and may be there
     *     already
     * @param command what it runs; empty: the image's entry point
     * @param environment added to the image's
     */
    Container(
            Network network,
            Path directory,
            List<String> command,
            Map<String, String> environment) {
        this.directory = directory;
        bundle = directory.resolve("bundle");
        try {
            Files.createDirectories(bundle);
            Path data = Files.createDirectories(directory.resolve("data"));
            Command.run("chown", "-R", USER + ":" + USER, data.toString()).ok();
            restrict(network, data, command, environment);
            process =
                    new ProcessBuilder(runc("run", "--bundle", bundle.toString()))
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("container-log").start(this::readLog);
    }

    private List<String> runc(String verb, String... rest) {
        List<String> command =
                new ArrayList<>(
                        List.of("runc", "--root", directory.resolve("run").toString(), verb));
        command.addAll(List.of(rest));
        command.add(name);
        return command;
    }

    private void restrict(
            Network network, Path data, List<String> command, Map<String, String> environment)
            throws IOException {
        Path unpacked = OciImage.get().bundle();
        ObjectNode configuration =
                (ObjectNode) JSON.readTree(Files.readAllBytes(unpacked.resolve(CONFIGURATION)));
        ((ObjectNode) configuration.get("root"))
                .put("path", unpacked.resolve("rootfs").toString())
                .put("readonly", true);
        ObjectNode started = (ObjectNode) configuration.get("process");
        started.put("terminal", false).put("noNewPrivileges", true);
        started.putObject("capabilities");
        if (!command.isEmpty()) {
            ArrayNode line = started.putArray("args");
            command.forEach(line::add);
        }
        environment.forEach((key, value) -> started.withArray("env").add(key + "=" + value));
        ArrayNode mounts = (ArrayNode) configuration.get("mounts");
        mounts.removeIf(
                it -> List.of(DATA, "/sys/fs/cgroup").contains(it.get("destination").asString()));
        mount(mounts, "/tmp", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777");
        mount(mounts, DATA, "bind", data.toString(), "bind", "rw");
        for (JsonNode namespace : configuration.at("/linux/namespaces")) {
            if (namespace.get("type").asString().equals("network")) {
                ((ObjectNode) namespace).put("path", network.file().toString());
            }
        }
        Files.write(bundle.resolve(CONFIGURATION), JSON.writeValueAsBytes(configuration));
    }

    private static void mount(
            ArrayNode mounts, String at, String type, String source, String... options) {
        ArrayNode list =
                mounts.addObject()
                        .put("destination", at)
                        .put("type", type)
                        .put("source", source)
                        .putArray("options");
        List.of(options).forEach(list::add);
    }

    private void readLog() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(log::line);
        } catch (IOException | UncheckedIOException e) {
            log.line(e.toString());
        }
    }

    /** Waits until the container has printed this. */
    Container awaitLog(String text) {
        if (!log.await(text, START_LIMIT)) {
            throw new AssertionError("never printed: " + text + "\n" + log);
        }
        return this;
    }

    String log() {
        return log.toString();
    }

    /** Runs a program of the image in the container. */
    Command.Result run(String... command) {
        List<String> line = runc("exec");
        line.addAll(List.of(command));
        return Command.run(Command.DEFAULT_LIMIT, Map.of(), line);
    }

    /** Runs the image's own command line in the container. */
    String rbdgate(String... arguments) {
        List<String> line =
                new ArrayList<>(
                        List.of(OciImage.JAVA, "-jar", "/opt/rbdgate/cli/rbdgate-cli.jar"));
        line.addAll(List.of(arguments));
        return run(line.toArray(String[]::new)).ok();
    }

    /** The lines of /proc/PID/status of the container's first process, by name. */
    String status(String field) {
        String id =
                JSON.readTree(Command.run(Command.DEFAULT_LIMIT, Map.of(), runc("state")).ok())
                        .get("pid")
                        .asString();
        try {
            return Files.readAllLines(Path.of("/proc", id, "status")).stream()
                    .filter(it -> it.startsWith(field + ":"))
                    .map(it -> it.substring(field.length() + 1).strip())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to end (SIGTERM), as the kubelet does, and returns its exit status. */
    int stop() {
        List<String> kill = runc("kill");
        kill.add("TERM");
        Command.run(Command.DEFAULT_LIMIT, Map.of(), kill).ok();
        return awaitEnd();
    }

    int awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the container does not end\n" + log);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            List<String> kill = runc("kill");
            kill.add("KILL");
            Command.run(Command.DEFAULT_LIMIT, Map.of(), kill).ok();
            awaitEnd();
        }
    }
}
