package dev.rbdgate.iscsi.text;

/** A text segment that is not a list of key=value pairs, or that is over a limit. Stackless. */
public final class TextFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    TextFormatException(String message) {
        super(message, null, false, false);
    }
}
