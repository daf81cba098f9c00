package dev.rbdgate.cli.exit;

/** The exit codes that scripts rely on. */
public enum ExitCode {
    OK(0),
    /** The gateway said no, or long work failed. */
    REFUSED(1),
    /** The command line or a setting is wrong; nothing was sent. */
    USAGE(2),
    /** No gateway answers. */
    UNREACHABLE(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
