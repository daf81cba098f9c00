package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.ByteSizes;
import dev.rbdgate.gateway.control.LimitRequests;
import dev.rbdgate.gateway.control.RefusedException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Limits in a body: of each, absent leaves it, null removes it. Null instead of all of them removes
 * all.
 */
@JsonDeserialize(using = LimitsChange.Reader.class)
@Schema(implementation = LimitsChange.Fields.class)
record LimitsChange(JsonNode fields) {

    /** For the API's description. */
    record Fields(
            @Nullable Long readIops,
            @Nullable Long writeIops,
            @Nullable SizeValue readBytes,
            @Nullable SizeValue writeBytes,
            @Nullable Double burstSeconds) {}

    private static final List<String> KNOWN =
            List.of("readIops", "writeIops", "readBytes", "writeBytes", "burstSeconds");

    static Optional<LimitRequests.Change> of(@Nullable LimitsChange limits) {
        return Optional.ofNullable(limits).map(LimitsChange::change);
    }

    private LimitRequests.Change change() {
        if (fields.isNull()) {
            return LimitRequests.Change.REMOVE_ALL;
        }
        if (!fields.isObject()) {
            throw RefusedException.invalid("limits", "limits is an object, or null for none");
        }
        for (String name : fields.propertyNames()) {
            if (!KNOWN.contains(name)) {
                throw RefusedException.invalid(
                        "limits." + name,
                        "'%s' is not a known limit; known are: %s"
                                .formatted(name, String.join(", ", KNOWN)));
            }
        }
        return new LimitRequests.Change(
                operations("readIops"),
                operations("writeIops"),
                bytes("readBytes"),
                bytes("writeBytes"),
                seconds());
    }

    private Optional<Optional<Long>> operations(String name) {
        JsonNode value = fields.get(name);
        return value == null ? Optional.empty() : Optional.of(operations(name, value));
    }

    private static Optional<Long> operations(String name, JsonNode value) {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw RefusedException.invalid(
                    "limits." + name, name + " is a whole number, or null for none");
        }
        return Optional.of(value.longValue());
    }

    private Optional<Optional<Long>> bytes(String name) {
        JsonNode value = fields.get(name);
        return value == null ? Optional.empty() : Optional.of(bytes(name, value));
    }

    private static Optional<Long> bytes(String name, JsonNode value) {
        return value.isString()
                ? Optional.of(size(name, value.stringValue()))
                : operations(name, value);
    }

    private static long size(String name, String text) {
        try {
            return ByteSizes.parse(text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("limits." + name, String.valueOf(e.getMessage()));
        }
    }

    private Optional<Optional<Double>> seconds() {
        JsonNode value = fields.get("burstSeconds");
        return value == null ? Optional.empty() : Optional.of(seconds(value));
    }

    private static Optional<Double> seconds(JsonNode value) {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isNumber()) {
            throw RefusedException.invalid(
                    "limits.burstSeconds", "burstSeconds is a number, or null for the default");
        }
        return Optional.of(value.doubleValue());
    }

    static final class Reader extends StdDeserializer<LimitsChange> {

        Reader() {
            super(LimitsChange.class);
        }

        @Override
        public LimitsChange deserialize(JsonParser parser, DeserializationContext context) {
            return new LimitsChange(context.readTree(parser));
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return new LimitsChange(context.getNodeFactory().nullNode());
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }
}
