package dev.rbdgate.cli.command;

import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.Json;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import dev.rbdgate.cli.rest.JsonValue.JsonNull;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestAnswer;
import dev.rbdgate.cli.rest.RestClient;
import dev.rbdgate.cli.rest.RestPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All of a list, which REST hands out in pages {@code {items, next}}.
 *
 * @param text the one page as it was sent, or several put together in the same form
 */
public record Pages(List<JsonObject> items, String text) {

    private static final String ITEMS = "items";
    private static final String NEXT = "next";

    /** A list longer than this is a loop: the gateway serves far fewer things. */
    private static final int MAX_PAGES = 10_000;

    /** The first page. */
    public static Pages first(RestClient rest, RestPath path) {
        RestAnswer first = rest.get(path);
        return new Pages(first.body().objects(ITEMS), first.text());
    }

    /** All pages put together. */
    public static Pages read(RestClient rest, RestPath path) {
        RestAnswer first = rest.get(path);
        List<JsonObject> items = new ArrayList<>(first.body().objects(ITEMS));
        @Nullable String next = first.body().text(NEXT);
        if (next == null) {
            return new Pages(items, first.text());
        }
        for (int pages = 1; next != null; pages++) {
            if (pages == MAX_PAGES) {
                throw CommandException.refused("the gateway's list does not end", List.of());
            }
            JsonObject page = rest.get(path.query("after", next)).body();
            items.addAll(page.objects(ITEMS));
            next = page.text(NEXT);
        }
        Map<String, JsonValue> whole = new LinkedHashMap<>();
        whole.put(ITEMS, new JsonArray(List.copyOf(items)));
        whole.put(NEXT, new JsonNull());
        return new Pages(items, Json.write(new JsonObject(whole)));
    }
}
