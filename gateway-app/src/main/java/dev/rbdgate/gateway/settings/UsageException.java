package dev.rbdgate.gateway.settings;

/** A flag or setting that is wrong. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The exit code for it. */
    public static final int EXIT_CODE = 2;

    private final String remedy;

    /**
     * @param message what is wrong, a sentence
     * @param remedy what to do, a sentence
     */
    public UsageException(String message, String remedy) {
        super(message, null, false, false);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
