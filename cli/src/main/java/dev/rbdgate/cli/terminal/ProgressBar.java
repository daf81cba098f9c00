package dev.rbdgate.cli.terminal;

import java.io.PrintStream;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** One line that is drawn over itself while long work goes on. */
public final class ProgressBar implements AutoCloseable {

    private static final int CELLS = 30;
    private static final int HUNDRED = 100;

    /** Between two drawings, so that fast work does not spend its time here. */
    private static final long PAUSE_NANOS = 100_000_000;

    /** Back to the start of the line and clear it (ECMA-48: CR, then EL). */
    private static final String AGAIN = "\r\u001b[K";

    private final PrintStream terminal;
    private final String label;
    private final LongSupplier nanoTime;
    private final Progress progress;
    private long drawn;
    private boolean isDrawn;

    public ProgressBar(PrintStream terminal, String label, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.label = Printable.of(label);
        this.nanoTime = nanoTime;
        progress = new Progress(nanoTime);
    }

    /**
     * @param part done, 0 to 1; anything outside is taken as the nearer end
     * @param totalBytes of all, if that is known
     * @param state a word, may be empty
     */
    public void show(double part, OptionalLong totalBytes, String state) {
        double shown = Math.clamp(part, 0, 1);
        int filled = (int) (CELLS * shown);
        draw(
                "["
                        + "#".repeat(filled)
                        + " ".repeat(CELLS - filled)
                        + "] "
                        + (int) (HUNDRED * shown)
                        + "% "
                        + Printable.of(state)
                        + (state.isEmpty() ? "" : " ")
                        + progress.text(shown, totalBytes));
    }

    /** Shows how many bytes have passed of nobody knows how many. */
    public void show(long bytes) {
        draw(progress.text(bytes));
    }

    private void draw(String line) {
        long now = nanoTime.getAsLong();
        if (isDrawn && now - drawn < PAUSE_NANOS) {
            return;
        }
        isDrawn = true;
        drawn = now;
        terminal.print(AGAIN + label + " " + line.stripTrailing());
        terminal.flush();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        terminal.print(AGAIN);
        terminal.flush();
    }
}
