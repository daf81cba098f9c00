package dev.rbdgate.cli.command;

import dev.rbdgate.cli.exit.CommandException;
import org.jspecify.annotations.Nullable;

/** Looks again and again: {@code --watch}. */
final class Watch {

    static final String OPTION = "--watch";
    static final String EVERY = "--every";

    private static final int DEFAULT_SECONDS = 2;
    private static final int MAX_SECONDS = 3600;
    private static final long MILLIS = 1_000;

    /** Cursor to the top left, then clear to the end (ECMA-48: CUP, ED). */
    private static final String AGAIN = "\u001b[H\u001b[J";

    /** Clears the whole screen, once. */
    private static final String FIRST = "\u001b[2J";

    private final Surroundings surroundings;
    private final boolean on;
    private final int seconds;

    private Watch(Surroundings surroundings, boolean on, int seconds) {
        this.surroundings = surroundings;
        this.on = on;
        this.seconds = seconds;
    }

    static Watch of(Arguments arguments, Surroundings surroundings) {
        @Nullable String every = arguments.option(EVERY);
        return new Watch(
                surroundings,
                arguments.flag(OPTION) || every != null,
                every == null ? DEFAULT_SECONDS : seconds(every));
    }

    private static int seconds(String text) {
        int seconds = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw CommandException.usage(EVERY + " is 1 to " + MAX_SECONDS + " seconds");
        }
        return seconds;
    }

    /** Looks once, or until somebody interrupts. */
    void run(Runnable look) {
        if (!on) {
            look.run();
            return;
        }
        boolean redraws = surroundings.terminal().isInteractive();
        if (redraws) {
            surroundings.out().print(FIRST);
        }
        try {
            while (true) {
                if (redraws) {
                    surroundings.out().print(AGAIN);
                }
                look.run();
                surroundings.out().flush();
                surroundings.pause().millis(seconds * MILLIS);
            }
        } catch (InterruptedException _) {
            // The only way to end, and not a failure.
            Thread.currentThread().interrupt();
        }
    }
}
