package dev.rbdgate.cli.terminal;

import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import dev.rbdgate.cli.rest.JsonValue.JsonBoolean;
import dev.rbdgate.cli.rest.JsonValue.JsonNull;
import dev.rbdgate.cli.rest.JsonValue.JsonNumber;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One resource as lines of name and value. It shows whatever members the gateway sends, so that a
 * newer gateway's are not hidden by an older command line.
 */
public final class Details {

    private static final String BYTES = "Bytes";
    private static final String NONE = "-";

    /** No camel case: a text key such as MaxBurstLength or iSCSIProtocolLevel. */
    private static final Pattern TEXT_KEY = Pattern.compile("^[^a-z]|[A-Z]{2}");

    /** The fraction of a second in a time as the gateway writes it (RFC 3339). */
    private static final Pattern FRACTION = Pattern.compile("(T\\d\\d:\\d\\d:\\d\\d)\\.\\d+Z$");

    private static final String INDENT = "  ";

    /** A name and its value; the value of what has lines of its own below is empty. */
    private record Line(String label, String value) {}

    private final List<Line> lines = new ArrayList<>();

    private Details() {}

    public static List<String> of(JsonObject resource) {
        Details details = new Details();
        details.members("", resource);
        int width = 0;
        for (Line line : details.lines) {
            width = Math.max(width, line.label().length());
        }
        List<String> text = new ArrayList<>();
        for (Line line : details.lines) {
            String padding = " ".repeat(width - line.label().length());
            text.add((line.label() + padding + INDENT + line.value()).stripTrailing());
        }
        return text;
    }

    private void members(String indent, JsonObject object) {
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            String label = indent + label(member.getKey());
            JsonValue value = member.getValue();
            if (value instanceof JsonObject nested) {
                lines.add(new Line(label, nested.members().isEmpty() ? NONE : ""));
                members(indent + INDENT, nested);
            } else if (value instanceof JsonArray array && holdsObjects(array)) {
                lines.add(new Line(label, ""));
                for (JsonValue item : array.items()) {
                    lines.add(new Line(indent + INDENT + "-", flat(item)));
                }
            } else {
                lines.add(new Line(label, scalar(member.getKey(), value)));
            }
        }
    }

    private static boolean holdsObjects(JsonArray array) {
        return array.items().stream().anyMatch(JsonObject.class::isInstance);
    }

    /** "objectSizeBytes" becomes "object size"; the text keys of iSCSI stay as they are. */
    private static String label(String name) {
        if (TEXT_KEY.matcher(name).find()) {
            return Printable.of(name);
        }
        String base =
                name.endsWith(BYTES) && name.length() > BYTES.length()
                        ? name.substring(0, name.length() - BYTES.length())
                        : name;
        StringBuilder label = new StringBuilder();
        for (int at = 0; at < base.length(); at++) {
            char character = base.charAt(at);
            boolean startsWord =
                    at > 0
                            && Character.isUpperCase(character)
                            && Character.isLowerCase(base.charAt(at - 1));
            if (startsWord) {
                label.append(' ');
            }
            label.append(startsWord ? Character.toLowerCase(character) : character);
        }
        return Printable.of(label.toString());
    }

    /** A value for a cell or behind a label; byte counts get their unit. */
    public static String scalar(String name, JsonValue value) {
        if (value instanceof JsonNumber number
                && name.toLowerCase(Locale.ROOT).endsWith("bytes")
                && number.digits().matches("[0-9]{1,18}")) {
            return Sizes.readable(Long.parseLong(number.digits()));
        }
        return flat(value);
    }

    private static String flat(JsonValue value) {
        return switch (value) {
            case JsonText text -> text(text.value());
            case JsonNumber number -> number.digits();
            case JsonBoolean bool -> bool.value() ? "yes" : "no";
            case JsonNull _ -> NONE;
            case JsonArray array -> joined(array);
            case JsonObject object -> pairs(object);
        };
    }

    private static String text(String value) {
        String seconds = FRACTION.matcher(value).replaceFirst("$1Z");
        return seconds.isEmpty() ? NONE : Printable.of(seconds);
    }

    private static String joined(JsonArray array) {
        List<String> parts = new ArrayList<>();
        for (JsonValue item : array.items()) {
            parts.add(flat(item));
        }
        return parts.isEmpty() ? NONE : String.join(", ", parts);
    }

    private static String pairs(JsonObject object) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            parts.add(label(member.getKey()) + " " + scalar(member.getKey(), member.getValue()));
        }
        return parts.isEmpty() ? NONE : String.join(", ", parts);
    }
}
