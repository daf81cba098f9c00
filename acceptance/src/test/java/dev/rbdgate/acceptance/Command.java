package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Command {

    static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

    private Command() {}

    /**
     * How a program ended.
     *
     * @param output standard output and standard error, as they came
     */
    record Result(List<String> command, int status, String output) {

        /** The output of a program that ended well; fails with the output of one that did not. */
        String ok() {
            if (status != 0) {
                throw new AssertionError(
                        "%s: exit status %d%n%s"
                                .formatted(String.join(" ", command), status, output));
            }
            return output;
        }
    }

    static Result run(String... command) {
        return run(DEFAULT_LIMIT, Map.of(), List.of(command));
    }

    static Result run(Duration limit, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<byte[]> output =
                    CompletableFuture.supplyAsync(() -> readAll(process), task -> start(task));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        String.join(" ", command)
                                + ": still running after "
                                + limit
                                + "\n"
                                + text(output.join()));
            }
            return new Result(command, process.exitValue(), text(output.join()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void start(Runnable task) {
        Thread.ofVirtual().start(task);
    }

    private static byte[] readAll(Process process) {
        try {
            return process.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
