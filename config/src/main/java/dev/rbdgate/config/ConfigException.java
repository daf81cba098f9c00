package dev.rbdgate.config;

/** The mapping database cannot be used. The message says what is wrong, the remedy what to do. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Kind kind;
    private final String remedy;

    /** What is wrong. */
    public enum Kind {
        CORRUPT,
        WRONG_KEY,
        EXPOSED_KEY,
        NEWER_SCHEMA,
        /** Something is in the place of what was to be made. */
        EXISTS,
        IN_USE,
        UNWRITABLE
    }

    public ConfigException(Kind kind, String message, String remedy, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.remedy = remedy;
    }

    public ConfigException(Kind kind, String message, String remedy) {
        super(message);
        this.kind = kind;
        this.remedy = remedy;
    }

    public Kind kind() {
        return kind;
    }

    /** What to do about it, a sentence. */
    public String remedy() {
        return remedy;
    }
}
