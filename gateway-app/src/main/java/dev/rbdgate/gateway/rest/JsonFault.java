package dev.rbdgate.gateway.rest;

import java.util.List;
import java.util.Optional;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * What is wrong with a JSON body, without showing any of its values: they may be secrets.
 *
 * @param field the path of the field at fault
 */
record JsonFault(String message, Optional<String> field) {

    static JsonFault of(HttpMessageNotReadableException failure) {
        Throwable cause = failure.getCause();
        while (cause != null && !(cause instanceof JacksonException)) {
            cause = cause.getCause();
        }
        if (!(cause instanceof JacksonException fault)) {
            return new JsonFault("a JSON body is needed", Optional.empty());
        }
        if (fault instanceof UnrecognizedPropertyException unknown
                && unknown.getReferringClass() == Bodies.ChapBody.class) {
            return ofCredentials(unknown);
        }
        Optional<String> field = path(fault.getPath());
        String name = field.map(it -> "'" + it + "'").orElse("the body");
        return new JsonFault(
                switch (fault) {
                    case UnrecognizedPropertyException e ->
                            "'%s' is not a known field; known are: %s"
                                    .formatted(field.orElse(e.getPropertyName()), known(e));
                    case InvalidFormatException e when e.getTargetType() == SizeValue.class ->
                            e.getOriginalMessage();
                    case MismatchedInputException e -> name + " has the wrong type: " + expected(e);
                    case StreamReadException e when field.isEmpty() ->
                            "the body is not JSON" + place(e);
                    case StreamReadException _ -> name + " has a value that cannot be read";
                    default -> name + " cannot be read";
                },
                field);
    }

    /** What stands in the place of a name may be a secret as well, so it is not repeated. */
    private static JsonFault ofCredentials(UnrecognizedPropertyException fault) {
        List<JacksonException.Reference> path = fault.getPath();
        Optional<String> field = path(path.subList(0, Math.max(0, path.size() - 1)));
        return new JsonFault(
                "'%s' has a field that is not known; known are: %s"
                        .formatted(field.orElse("the body"), known(fault)),
                field);
    }

    private static String known(UnrecognizedPropertyException fault) {
        return String.join(
                ", ", fault.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList());
    }

    /** In JSON's words. */
    private static String expected(MismatchedInputException fault) {
        Class<?> type = fault.getTargetType();
        if (type == null) {
            return "another one is expected";
        }
        if (type == SizeValue.class) {
            return "a number of bytes or text such as \"10GiB\" is expected";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false is expected";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a whole number is expected";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "text is expected";
        }
        return Iterable.class.isAssignableFrom(type)
                ? "a list is expected"
                : "an object is expected";
    }

    private static String place(StreamReadException fault) {
        TokenStreamLocation location = fault.getLocation();
        return location == null
                ? ""
                : ": line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static Optional<String> path(List<JacksonException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : references) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                if (!path.isEmpty()) {
                    path.append('.');
                }
                path.append(reference.getPropertyName());
            }
        }
        return path.isEmpty() ? Optional.empty() : Optional.of(path.toString());
    }
}
