package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A program that runs until it is ended; what it prints goes to a file. */
public final class Daemon implements AutoCloseable {

    private static final Duration END_LIMIT = Duration.ofMinutes(1);
    private static final int SHOWN_CHARACTERS = 2000;

    private final String name;
    private final Process process;
    private final Path log;

    Daemon(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed, or the end of that. */
    public String printed() {
        try {
            String all = Files.readString(log, StandardCharsets.UTF_8);
            return all.substring(Math.max(0, all.length() - SHOWN_CHARACTERS));
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    /** Throws when it has ended. */
    public void checkAlive() {
        if (!process.isAlive()) {
            throw new LabException(
                    "%s has ended with status %d%n%s"
                            .formatted(name, process.exitValue(), printed()));
        }
    }

    /** Asks it to end (SIGTERM) and waits until it has. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Ends it at once (SIGKILL). */
    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LabException(name + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
