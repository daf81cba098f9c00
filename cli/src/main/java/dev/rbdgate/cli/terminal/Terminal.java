package dev.rbdgate.cli.terminal;

import org.jspecify.annotations.Nullable;

/** The terminal a person sits at, if there is one. */
public interface Terminal {

    /** The width to take where none is known. */
    int DEFAULT_COLUMNS = 80;

    /** Whether input and output are a terminal. */
    boolean isInteractive();

    /** Characters in a line; asked only when {@link #isInteractive()}. */
    int columns();

    /** Reads a line that is not shown; null at the end of input. */
    @Nullable String readSecret(String prompt);
}
