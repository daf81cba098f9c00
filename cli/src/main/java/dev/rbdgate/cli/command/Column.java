package dev.rbdgate.cli.command;

import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.terminal.Details;
import dev.rbdgate.cli.terminal.Table;
import java.util.List;

/**
 * A column of a list.
 *
 * @param member of each item; a dot steps into a nested object, a list of objects shows its length
 */
public record Column(String title, String member, boolean rightAligned, boolean isState) {

    private static final String NONE = "-";

    public static Column of(String title, String member) {
        return new Column(title, member, false, false);
    }

    /** A word that says how the item is, such as ready or failed. */
    public static Column state(String title, String member) {
        return new Column(title, member, false, true);
    }

    public static Column number(String title, String member) {
        return new Column(title, member, true, false);
    }

    Table.Heading heading() {
        return new Table.Heading(title, rightAligned, isState);
    }

    String cell(JsonObject item) {
        JsonObject holder = item;
        String name = member;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.')) {
            if (!(holder.get(name.substring(0, dot)) instanceof JsonObject nested)) {
                return NONE;
            }
            holder = nested;
            name = name.substring(dot + 1);
        }
        JsonValue value = holder.get(name);
        if (value instanceof JsonArray) {
            List<JsonObject> objects = holder.objects(name);
            if (!objects.isEmpty()) {
                return Integer.toString(objects.size());
            }
        }
        return value == null ? NONE : Details.scalar(name, value);
    }
}
