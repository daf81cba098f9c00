package dev.rbdgate.cli.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value (RFC 8259). */
public sealed interface JsonValue {

    /** Members in the order in which they were sent. */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {

        /** The member of that name; null if it is absent or JSON's null. */
        public @Nullable JsonValue get(String name) {
            JsonValue value = members.get(name);
            return value instanceof JsonNull ? null : value;
        }

        /** A string's characters or a number's digits; null for anything else. */
        public @Nullable String text(String name) {
            JsonValue value = get(name);
            if (value instanceof JsonText text) {
                return text.value();
            }
            return value instanceof JsonNumber number ? number.digits() : null;
        }

        /** The objects of an array member; none if there is no such array. */
        public List<JsonObject> objects(String name) {
            return get(name) instanceof JsonArray array
                    ? array.items().stream()
                            .filter(JsonObject.class::isInstance)
                            .map(JsonObject.class::cast)
                            .toList()
                    : List.of();
        }

        /** The strings of an array member; none if there is no such array. */
        public List<String> texts(String name) {
            return get(name) instanceof JsonArray array
                    ? array.items().stream()
                            .filter(JsonText.class::isInstance)
                            .map(it -> ((JsonText) it).value())
                            .toList()
                    : List.of();
        }
    }

    record JsonArray(List<JsonValue> items) implements JsonValue {}

    record JsonText(String value) implements JsonValue {}

    /**
     * @param digits as they were sent
     */
    record JsonNumber(String digits) implements JsonValue {}

    record JsonBoolean(boolean value) implements JsonValue {}

    /** JSON's null. */
    record JsonNull() implements JsonValue {}

    /** Collects the members of a request's body. */
    final class Builder {
        private final Map<String, JsonValue> members = new LinkedHashMap<>();

        /** Adds a string; nothing if {@code value} is null. */
        public Builder text(String name, @Nullable String value) {
            if (value != null) {
                members.put(name, new JsonText(value));
            }
            return this;
        }

        /** Adds a list of strings; nothing if {@code values} is empty. */
        public Builder texts(String name, List<String> values) {
            if (!values.isEmpty()) {
                members.put(
                        name,
                        new JsonArray(values.stream().<JsonValue>map(JsonText::new).toList()));
            }
            return this;
        }

        /** Adds a number if {@code value} is decimal digits, else a string; nothing for null. */
        public Builder numberOrText(String name, @Nullable String value) {
            if (value != null) {
                members.put(name, digitsOrText(value));
            }
            return this;
        }

        /** Adds {@code true}; nothing if {@code value} is false, which is REST's default. */
        public Builder flag(String name, boolean value) {
            return value ? value(name, new JsonBoolean(true)) : this;
        }

        public Builder value(String name, JsonValue value) {
            members.put(name, value);
            return this;
        }

        public boolean isEmpty() {
            return members.isEmpty();
        }

        public JsonObject build() {
            return new JsonObject(members);
        }

        /** Decimal digits become a number, anything else a string for the gateway to judge. */
        public static JsonValue digitsOrText(String value) {
            return value.matches("0|[1-9][0-9]{0,18}")
                    ? new JsonNumber(value)
                    : new JsonText(value);
        }
    }
}
