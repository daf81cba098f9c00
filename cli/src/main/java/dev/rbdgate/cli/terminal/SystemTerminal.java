package dev.rbdgate.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process's own terminal. Found out only when asked: most commands never need it. */
public final class SystemTerminal implements Terminal {

    private static final long STTY_MILLIS = 500;

    private final Map<String, String> environment;

    public SystemTerminal(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public boolean isInteractive() {
        return console().map(Console::isTerminal).orElse(false);
    }

    /** COLUMNS where the shell exports it, else what stty says of the standard input. */
    @Override
    public int columns() {
        int exported = number(environment.getOrDefault("COLUMNS", ""));
        if (exported > 0) {
            return exported;
        }
        String[] rowsAndColumns = sttySize().strip().split(" ", 2);
        int asked = rowsAndColumns.length == 2 ? number(rowsAndColumns[1]) : 0;
        return asked > 0 ? asked : DEFAULT_COLUMNS;
    }

    private static String sttySize() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS)) {
                return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            }
            stty.destroy();
        } catch (IOException _) {
            return ""; // no stty here: the default width does
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    @Override
    public @Nullable String readSecret(String prompt) {
        return console()
                .map(console -> console.readPassword("%s", prompt))
                .map(String::new)
                .orElse(null);
    }

    /** JDK 22 to 24 always have a console; from 25 on there is again none without a terminal. */
    private static Optional<Console> console() {
        return Optional.ofNullable(System.console());
    }
}
