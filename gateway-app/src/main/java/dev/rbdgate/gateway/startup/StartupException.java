package dev.rbdgate.gateway.startup;

/** The gateway cannot start. The message says what is wrong, the remedy what to do. */
public final class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The exit code of a failed start that is no matter of usage. */
    public static final int FAILED = 1;

    private final String remedy;
    private final int exitCode;

    public StartupException(String message, String remedy, int exitCode) {
        super(message, null, false, false);
        this.remedy = remedy;
        this.exitCode = exitCode;
    }

    public StartupException(String message, String remedy) {
        this(message, remedy, FAILED);
    }

    public String remedy() {
        return remedy;
    }

    public int exitCode() {
        return exitCode;
    }
}
