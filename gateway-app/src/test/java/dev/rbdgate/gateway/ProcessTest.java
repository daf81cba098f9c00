package dev.rbdgate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gateway as a process: exit codes, messages, signals. */
final class ProcessTest {

    private static final Pattern PORTAL = Pattern.compile("-p 127\\.0\\.0\\.1:(\\d+) --login");

    @TempDir Path directory;

    private record Ended(int exitCode, String output) {}

    @Test
    void aWrongFlagOrVariableEndsWith2AndNamesTheRightOne() throws Exception {
        Ended flag = run(Map.of(), "--volum", "demo=1GiB");
        assertThat(flag.exitCode()).isEqualTo(2);
        assertThat(flag.output()).contains("--volum", "--volume");
        Ended variable = run(Map.of("RBDGATE_HTTPPORT", "1"));
        assertThat(variable.exitCode()).isEqualTo(2);
        assertThat(variable.output()).contains("RBDGATE_HTTPPORT", "RBDGATE_HTTP_PORT");
        assertThat(flag.output() + variable.output()).doesNotContain("\tat ");
    }

    @Test
    void aWrongVolumeOrValueEndsWith2() throws Exception {
        Ended volume = run(Map.of(), "--volume", "demo=1GB");
        assertThat(volume.exitCode()).isEqualTo(2);
        assertThat(volume.output()).contains("demo=1GB", "--volume demo=1GiB");
        Ended user = run(Map.of("RBDGATE_STORE", "rados", "RBDGATE_CEPH_USER", "client.admin"));
        assertThat(user.exitCode()).isEqualTo(2);
        assertThat(user.output()).contains("RBDGATE_CEPH_USER", "without 'client.'");
        assertThat(volume.output() + user.output()).doesNotContain("\tat ");
        assertThat(directory.resolve("data/store")).doesNotExist();
    }

    @Test
    void aForeignDirectoryIsLeftAlone() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("photo.jpg"), "x");
        Ended ended = run(Map.of());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .contains("photo.jpg", "not an rbdgate data directory", "RBDGATE_DATA_DIR")
                .doesNotContain("\tat ");
    }

    @Test
    void anOfflineCommandAnswersInOneLineAndAnExitCode() throws Exception {
        Ended missing = end(Map.of(), "backup");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.output()).contains("FILE is missing", "Usage: rbdgate backup");
        Ended nothing =
                end(
                        Map.of("RBDGATE_DATA_DIR", directory.resolve("none").toString()),
                        "backup",
                        "f");
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.output().lines())
                .hasSize(2)
                .first(InstanceOfAssertFactories.STRING)
                .startsWith("rbdgate: ")
                .contains("not an rbdgate data directory");
    }

    @Test
    void sigtermClosesEverythingInOrderAndACorruptDatabaseSaysWhatToDo() throws Exception {
        Process process = start(Map.of(), "--volume", "demo=64MiB");
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader = process.inputReader(UTF_8)) {
            int port = portal(reader, output);
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                // Process.destroy would close the stream that we still read.
                assertThat(process.toHandle().destroy()).isTrue();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output.toString()).isTrue();
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            reader.lines().forEach(line -> output.append(line).append('\n'));
        }
        assertThat(process.exitValue()).isZero();
        assertThat(output.toString()).doesNotContain(" WARN ", " ERROR ", "\tat ");

        byte[] garbage = new byte[16_384];
        Arrays.fill(garbage, (byte) 0x5a);
        Files.write(directory.resolve("data/config.mv.db"), garbage);
        Ended corrupt = run(Map.of());
        assertThat(corrupt.exitCode()).isEqualTo(1);
        assertThat(corrupt.output()).contains("config.mv.db", "backup").doesNotContain("\tat ");
    }

    @Test
    void inJsonEveryLineOfTheLogIsAnObjectWithStableFields() throws Exception {
        Process process = start(Map.of("RBDGATE_LOG_FORMAT", "json"), "--volume", "demo=64MiB");
        StringBuilder output = new StringBuilder();
        try (BufferedReader reader = process.inputReader(UTF_8)) {
            portal(reader, output);
            assertThat(process.toHandle().destroy()).isTrue();
            reader.lines().forEach(line -> output.append(line).append('\n'));
        }
        List<JsonNode> lines =
                output.toString()
                        .lines()
                        .filter(line -> line.startsWith("{"))
                        .map(new JsonMapper()::readTree)
                        .toList();
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.propertyNames())
                                .contains("@timestamp", "level", "logger_name", "message"));
        assertThat(lines)
                .anySatisfy(line -> {
                    assertThat(line.path("event").asString()).isEqualTo("lun.create");
                    assertThat(line.path("subject").asString()).endsWith("demo LUN 0");
                    assertThat(line.path("actor").asString()).isNotEmpty();
                });
        assertThat(output.toString()).doesNotContain(" INFO ");
        Ended wrong = run(Map.of("RBDGATE_LOG_FORMAT", "xml"));
        assertThat(wrong.exitCode()).isEqualTo(2);
    }

    /** Reads up to the lines to paste. */
    private static int portal(BufferedReader reader, StringBuilder output) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            output.append(line).append('\n');
            Matcher matcher = PORTAL.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new AssertionError("no portal in:\n" + output);
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        Process process = start(environment, arguments);
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--data-dir=" + directory.resolve("data"),
                                "--iscsi-host=127.0.0.1",
                                "--iscsi-port=0",
                                "--http-port=0"));
        all.addAll(List.of(arguments));
        return process(environment, all);
    }

    /** Runs with these arguments alone. */
    private static Ended end(Map<String, String> environment, String... arguments)
            throws Exception {
        Process process = process(environment, List.of(arguments));
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static Process process(Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RbdgateApplication.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
