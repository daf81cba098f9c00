package dev.rbdgate.cli.rest;

import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.JsonValue.JsonText;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Writes JSON values as YAML 1.2 in block style. Strings that YAML could take for something else
 * are written as JSON writes them, which YAML takes as they are.
 */
public final class Yaml {

    /** Words and names without anything that has a meaning in YAML. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./@+-]*");

    /** What YAML 1.1 takes for a truth value or nothing, in any case. */
    private static final Pattern RESERVED =
            Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null");

    private static final String INDENT = "  ";

    private Yaml() {}

    /** Lines without a line break at the end. */
    public static String write(JsonValue value) {
        StringBuilder text = new StringBuilder();
        block(value, "", text);
        return text.toString().strip();
    }

    private static void block(JsonValue value, String indent, StringBuilder text) {
        if (value instanceof JsonObject object && !object.members().isEmpty()) {
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                text.append(indent).append(scalar(member.getKey())).append(':');
                below(member.getValue(), indent, text);
            }
        } else if (value instanceof JsonArray array && !array.items().isEmpty()) {
            for (JsonValue item : array.items()) {
                item(item, indent, text);
            }
        } else {
            text.append(indent).append(inline(value)).append('\n');
        }
    }

    private static void below(JsonValue value, String indent, StringBuilder text) {
        if (isBlock(value)) {
            text.append('\n');
            block(value, value instanceof JsonArray ? indent : indent + INDENT, text);
        } else {
            text.append(' ').append(inline(value)).append('\n');
        }
    }

    /** The first member stands beside the dash. */
    private static void item(JsonValue item, String indent, StringBuilder text) {
        StringBuilder block = new StringBuilder();
        block(item, indent + INDENT, block);
        text.append(indent).append("- ").append(block, indent.length() + 2, block.length());
    }

    private static boolean isBlock(JsonValue value) {
        return (value instanceof JsonObject object && !object.members().isEmpty())
                || (value instanceof JsonArray array && !array.items().isEmpty());
    }

    private static String inline(JsonValue value) {
        return value instanceof JsonText text ? scalar(text.value()) : Json.write(value);
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches()
                ? text
                : Json.write(new JsonText(text));
    }
}
