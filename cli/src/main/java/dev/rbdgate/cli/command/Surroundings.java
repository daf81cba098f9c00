package dev.rbdgate.cli.command;

import dev.rbdgate.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;

/** Everything of the process that a command may touch; tests bring their own. */
public record Surroundings(
        Map<String, String> environment,
        Path workingDirectory,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Terminal terminal,
        Pause pause,
        LongSupplier nanoTime) {

    /** Waits between two looks at long work. */
    @FunctionalInterface
    public interface Pause {
        void millis(long millis) throws InterruptedException;
    }
}
