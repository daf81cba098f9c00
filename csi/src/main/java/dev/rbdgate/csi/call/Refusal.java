package dev.rbdgate.csi.call;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.grpc.Status;

/** A call that is refused: one of the codes of the CSI specification's error tables, and why. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Status.Code code;

    private Refusal(Status.Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    @FormatMethod
    public static Refusal of(Status.Code code, @FormatString String message, Object... arguments) {
        return new Refusal(code, message.formatted(arguments));
    }

    /** A field is missing or wrong. */
    @FormatMethod
    public static Refusal invalid(@FormatString String message, Object... arguments) {
        return of(Status.Code.INVALID_ARGUMENT, message, arguments);
    }

    @FormatMethod
    public static Refusal notFound(@FormatString String message, Object... arguments) {
        return of(Status.Code.NOT_FOUND, message, arguments);
    }

    public Status.Code code() {
        return code;
    }

    /** The value of a field that must be there. */
    public static String required(String value, String field) {
        if (value.isEmpty()) {
            throw invalid("%s is missing", field);
        }
        return value;
    }
}
