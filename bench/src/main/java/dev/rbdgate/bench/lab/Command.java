package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
public final class Command {

    public static final Duration DEFAULT_LIMIT = Duration.ofMinutes(1);

    private Command() {}

    /** How a program ended: its exit status, standard output and standard error. */
    public record Result(List<String> command, int status, String output, String errors) {

        /** The output of a program that ended well. Throws what one that did not has printed. */
        public String ok() {
            if (status != 0) {
                throw new LabException(
                        "%s: exit status %d%n%s%s"
                                .formatted(String.join(" ", command), status, output, errors));
            }
            return output;
        }
    }

    public static Result run(String... command) {
        return run(DEFAULT_LIMIT, Map.of(), List.of(command));
    }

    /** Runs a program and kills it when it takes longer than the limit. */
    public static Result run(
            Duration limit, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> output = readLater(process.getInputStream());
            CompletableFuture<String> errors = readLater(process.getErrorStream());
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new LabException(
                        String.join(" ", command) + ": still running after " + limit);
            }
            return new Result(command, process.exitValue(), output.join(), errors.join());
        } catch (IOException e) {
            throw new LabException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    private static CompletableFuture<String> readLater(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> readAll(stream), Thread::startVirtualThread);
    }

    private static String readAll(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
