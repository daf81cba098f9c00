package dev.rbdgate.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the programs that a build of the image takes: apt-get, dpkg-deb, jlink, java. */
final class Tool {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path log;

    /**
     * @param log what the programs print, for when one fails
     */
    Tool(Path log) {
        this.log = log;
    }

    /**
     * Runs a program in a directory.
     *
     * @throws IOException if it cannot be started, fails, or takes more than five minutes; names
     *     the command and ends with what it printed
     */
    void run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failure(command, "took longer than " + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw failure(command, "was interrupted");
        }
        if (process.exitValue() != 0) {
            throw failure(command, "ended with " + process.exitValue());
        }
    }

    private IOException failure(List<String> command, String what) throws IOException {
        return new IOException("%s: %s%n%s".formatted(String.join(" ", command), what, output()));
    }

    /** What the last program printed. */
    String output() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }
}
