package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waiting for what another process does. */
public final class Wait {

    private static final Duration STEP = Duration.ofMillis(5);
    private static final List<Path> LISTENERS =
            List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final String LISTEN = "0A";

    private Wait() {}

    /** Asks every few milliseconds until the answer is yes. Throws after the limit. */
    public static void until(String what, Duration limit, BooleanSupplier reached) {
        long end = System.nanoTime() + limit.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new LabException("waited in vain for " + what);
            }
            pause();
        }
    }

    /**
     * Whether someone listens on a port. Looked up, not tried: there are servers that end when a
     * connection closes without a login.
     */
    public static boolean listens(int port) {
        return LISTENERS.stream().anyMatch(file -> listens(read(file), port));
    }

    /**
     * Lines are: number, local address:port in hexadecimal, remote address:port, state (proc(5)).
     */
    static boolean listens(String table, int port) {
        String ending = ":%04X".formatted(port);
        return table.lines()
                .map(line -> line.trim().split(" +", -1))
                .anyMatch(fields ->
                        fields.length > STATE
                                && fields[LOCAL].endsWith(ending)
                                && fields[STATE].equals(LISTEN));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LabException("cannot read " + file, e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
