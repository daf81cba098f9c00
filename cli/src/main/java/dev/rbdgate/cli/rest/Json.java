package dev.rbdgate.cli.rest;

import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import dev.rbdgate.cli.rest.JsonValue.JsonBoolean;
import dev.rbdgate.cli.rest.JsonValue.JsonNull;
import dev.rbdgate.cli.rest.JsonValue.JsonNumber;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.JsonValue.JsonText;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes {@link JsonValue}s with Jackson's streaming core: its data binding starts
 * slowly.
 */
public final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /**
     * Reads exactly one value.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static JsonValue parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            JsonValue value = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON value");
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonValue value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            List<JsonValue> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return new JsonArray(items);
        }
        if (token == JsonToken.VALUE_STRING) {
            return new JsonText(parser.getString());
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return new JsonBoolean(token == JsonToken.VALUE_TRUE);
        }
        if (token == JsonToken.VALUE_NULL) {
            return new JsonNull();
        }
        if (token != null && token.isNumeric()) {
            return new JsonNumber(parser.getString());
        }
        throw new IllegalArgumentException("no JSON value");
    }

    private static JsonObject object(JsonParser parser) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new JsonObject(members);
    }

    /** Writes a value without line breaks. */
    public static String write(JsonValue value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                    generator.writeName(member.getKey());
                    write(generator, member.getValue());
                }
                generator.writeEndObject();
            }
            case JsonArray array -> {
                generator.writeStartArray();
                for (JsonValue item : array.items()) {
                    write(generator, item);
                }
                generator.writeEndArray();
            }
            case JsonText text -> generator.writeString(text.value());
            case JsonNumber number -> generator.writeNumber(number.digits());
            case JsonBoolean bool -> generator.writeBoolean(bool.value());
            case JsonNull _ -> generator.writeNull();
        }
    }
}
