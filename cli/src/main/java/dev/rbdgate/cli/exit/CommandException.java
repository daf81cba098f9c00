package dev.rbdgate.cli.exit;

import java.util.List;

/** Ends a command: the message says what is wrong, the hints what to do. Never holds a secret. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;
    private final transient List<String> hints;

    private CommandException(ExitCode exitCode, String message, List<String> hints) {
        super(message, null, false, false); // an answer to the user; the stack would tell nothing
        this.exitCode = exitCode;
        this.hints = hints;
    }

    public static CommandException refused(String message, List<String> hints) {
        return new CommandException(ExitCode.REFUSED, message, hints);
    }

    public static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message, List.of());
    }

    public static CommandException unreachable(String message, List<String> hints) {
        return new CommandException(ExitCode.UNREACHABLE, message, hints);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public List<String> hints() {
        return hints;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
