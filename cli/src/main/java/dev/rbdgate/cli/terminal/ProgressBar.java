package dev.rbdgate.cli.terminal;

import java.io.PrintStream;

/** One line that is drawn over itself while long work goes on. */
public final class ProgressBar implements AutoCloseable {

    private static final int CELLS = 30;
    private static final int HUNDRED = 100;

    /** Back to the start of the line and clear it (ECMA-48: CR, then EL). */
    private static final String AGAIN = "\r\u001b[K";

    private final PrintStream terminal;
    private final String label;

    public ProgressBar(PrintStream terminal, String label) {
        this.terminal = terminal;
        this.label = Printable.of(label);
    }

    /**
     * @param percent 0 to 100; anything outside is taken as the nearer end
     */
    public void show(int percent, String state) {
        int shown = Math.clamp(percent, 0, HUNDRED);
        int filled = CELLS * shown / HUNDRED;
        terminal.print(
                AGAIN
                        + label
                        + " ["
                        + "#".repeat(filled)
                        + " ".repeat(CELLS - filled)
                        + "] "
                        + shown
                        + "% "
                        + Printable.of(state));
        terminal.flush();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        terminal.print(AGAIN);
        terminal.flush();
    }
}
