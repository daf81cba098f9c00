package dev.rbdgate.cli.exit;

/** The exit codes that scripts rely on. */
public enum ExitCode {
    OK(0, "Done, or it was so already."),
    REFUSED(1, "The gateway said no, long work failed, or a check of doctor failed."),
    USAGE(2, "The command line or a setting is wrong; nothing was sent."),
    UNREACHABLE(3, "No gateway answers.");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** For manual pages. */
    public String meaning() {
        return meaning;
    }

    public int code() {
        return code;
    }
}
