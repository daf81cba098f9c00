package dev.rbdgate.gateway.rest;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * A redirection in a PATCH, which tells three things apart: absent (no RedirectChange at all),
 * null, and a new one.
 *
 * @param redirect null: it is to be removed
 */
@JsonDeserialize(using = RedirectChange.Reader.class)
record RedirectChange(Bodies.@Nullable RedirectBody redirect) {

    static final class Reader extends StdDeserializer<RedirectChange> {

        Reader() {
            super(RedirectChange.class);
        }

        @Override
        public RedirectChange deserialize(JsonParser parser, DeserializationContext context) {
            return new RedirectChange(context.readValue(parser, Bodies.RedirectBody.class));
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return new RedirectChange(null);
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }
}
