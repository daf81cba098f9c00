package dev.rbdgate.cli.command;

import dev.rbdgate.cli.rest.JsonValue;
import java.util.List;

/** Limits of what may be done in a second, of a LUN or of an initiator. */
public final class LimitOptions {

    /** Removes a limit. */
    private static final String NONE = "none";

    private static final String OPERATIONS = "In a second; none: no limit.";
    private static final String BYTES = "In a second, in bytes or as 100MiB; none: no limit.";

    private static final List<Limit> LIMITS =
            List.of(
                    new Limit("--read-iops", "N", "readIops", "Reads. " + OPERATIONS),
                    new Limit("--write-iops", "N", "writeIops", "Writes. " + OPERATIONS),
                    new Limit("--read-bytes", "SIZE", "readBytes", "What reads move. " + BYTES),
                    new Limit("--write-bytes", "SIZE", "writeBytes", "What writes move. " + BYTES),
                    new Limit(
                            "--burst-seconds",
                            "S",
                            "burstSeconds",
                            "How long what is not used is saved up; 0.02 by default."));

    /** An option and REST's name of it. */
    private record Limit(String option, String label, String field, String help) {}

    private LimitOptions() {}

    public static void declare(Syntax syntax) {
        LIMITS.forEach(limit -> syntax.option(limit.option(), limit.label(), limit.help()));
    }

    /** Adds {@code limits} to a body, if any was given. */
    public static void read(Arguments arguments, JsonValue.Builder body) {
        JsonValue.Builder limits = new JsonValue.Builder();
        for (Limit limit : LIMITS) {
            String value = arguments.option(limit.option());
            if (NONE.equals(value)) {
                limits.value(limit.field(), new JsonValue.JsonNull());
            } else if (value != null) {
                limits.value(limit.field(), number(value));
            }
        }
        if (!limits.isEmpty()) {
            body.value("limits", limits.build());
        }
    }

    private static JsonValue number(String text) {
        return text.matches("[0-9]{1,18}([.][0-9]{1,6})?")
                ? new JsonValue.JsonNumber(text)
                : new JsonValue.JsonText(text);
    }
}
