package dev.rbdgate.cli.terminal;

import java.util.Map;
import java.util.Set;

/** Colours, or none (ECMA-48, SGR). */
public enum Style {
    PLAIN,
    COLOURED;

    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";

    private static final Set<String> GOOD = Set.of("ok", "ready", "succeeded", "active");
    private static final Set<String> BAD = Set.of("failed", "not-ready", "refused");
    private static final Set<String> BETWEEN =
            Set.of("degraded", "warning", "queued", "running", "cancelled", "skipped");

    /**
     * Colours are for terminals, and not if NO_COLOR is set (no-color.org) or the terminal is dumb.
     */
    public static Style of(Terminal terminal, Map<String, String> environment) {
        boolean wanted =
                environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !environment.getOrDefault("TERM", "").equals("dumb");
        return wanted && terminal.isInteractive() ? COLOURED : PLAIN;
    }

    String heading(String text) {
        return painted(BOLD, text);
    }

    /** A word that says how something is; padding around it stays. */
    public String state(String text) {
        String word = text.strip();
        if (GOOD.contains(word)) {
            return painted(GREEN, text);
        }
        if (BAD.contains(word)) {
            return painted(RED, text);
        }
        return BETWEEN.contains(word) ? painted(YELLOW, text) : text;
    }

    private String painted(String colour, String text) {
        return this == PLAIN || text.isEmpty() ? text : colour + text + RESET;
    }
}
