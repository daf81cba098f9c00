package dev.rbdgate.gateway.control;

import java.util.Optional;

/** A request that is refused, with what its sender should know. Never carries a secret. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Kind kind;
    private final String field;

    /** Why, which REST turns into a status code. */
    public enum Kind {
        INVALID,
        NOT_FOUND,
        CONFLICT,
        /** The resource is not any more as the request takes it to be. */
        CHANGED,
        OUT_OF_SPACE,
        UNAVAILABLE,
        FAILED
    }

    private RefusedException(Kind kind, String field, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.field = field;
    }

    /** The request can never succeed: {@code field} is wrong. */
    public static RefusedException invalid(String field, String message) {
        return new RefusedException(Kind.INVALID, field, message);
    }

    public static RefusedException notFound(String message) {
        return new RefusedException(Kind.NOT_FOUND, "", message);
    }

    /** What {@code field} of the request refers to is not there. */
    public static RefusedException notFound(String field, String message) {
        return new RefusedException(Kind.NOT_FOUND, field, message);
    }

    /** The request does not fit the present state; {@code field} may be empty. */
    public static RefusedException conflict(String field, String message) {
        return new RefusedException(Kind.CONFLICT, field, message);
    }

    /** Of another kind, without a field. */
    public static RefusedException of(Kind kind, String message) {
        return new RefusedException(kind, "", message);
    }

    public Kind kind() {
        return kind;
    }

    /** The field at fault, as a path such as {@code portals[0].port}. */
    public Optional<String> field() {
        return Optional.of(field).filter(it -> !it.isEmpty());
    }
}
