package dev.rbdgate.gateway.rest;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Credentials in a PATCH, which tells three things apart: absent (no ChapChange at all), null, and
 * new ones.
 *
 * @param chap null: they are to be removed
 */
@JsonDeserialize(using = ChapChange.Reader.class)
record ChapChange(Bodies.@Nullable ChapBody chap) {

    static final class Reader extends StdDeserializer<ChapChange> {

        Reader() {
            super(ChapChange.class);
        }

        @Override
        public ChapChange deserialize(JsonParser parser, DeserializationContext context) {
            return new ChapChange(context.readValue(parser, Bodies.ChapBody.class));
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return new ChapChange(null);
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }
}
