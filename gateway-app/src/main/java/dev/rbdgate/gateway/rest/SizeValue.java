package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.ByteSizes;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;

/** A size in a body: a number of bytes, or text such as {@code "10GiB"}. */
@JsonDeserialize(using = SizeValue.Reader.class)
record SizeValue(long bytes) {

    static final class Reader extends StdDeserializer<SizeValue> {

        Reader() {
            super(SizeValue.class);
        }

        @Override
        public SizeValue deserialize(JsonParser parser, DeserializationContext context) {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_NUMBER_INT) {
                return new SizeValue(parser.getLongValue());
            }
            if (token == JsonToken.VALUE_STRING) {
                try {
                    return new SizeValue(ByteSizes.parse(parser.getString()));
                } catch (IllegalArgumentException e) {
                    throw InvalidFormatException.from(
                            parser,
                            String.valueOf(e.getMessage()),
                            parser.getString(),
                            SizeValue.class);
                }
            }
            return (SizeValue) context.handleUnexpectedToken(SizeValue.class, parser);
        }
    }
}
