package dev.rbdgate.cli.rest;

import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway did.
 *
 * @param kind of success
 * @param text the JSON as it was sent, empty if there was none
 * @param body that JSON read; without members if there was none
 * @param taskId of the work that was begun, null unless {@code kind} is BEGUN
 * @param tag of the resource as it is now, quotes included; empty if it has none
 */
public record RestAnswer(
        Kind kind, String text, JsonObject body, @Nullable String taskId, String tag) {

    /** What a status code of success means here. */
    public enum Kind {
        /** 200: done, or it was so already. */
        DONE,
        /** 201: made. */
        CREATED,
        /** 202: long work has begun. */
        BEGUN,
        /** 204: done, nothing to tell. */
        NOTHING
    }

    private static final String TASKS = "/tasks/";

    static RestAnswer of(HttpAnswer answer, JsonObject body) {
        Kind kind =
                switch (answer.status()) {
                    case HttpAnswer.CREATED -> Kind.CREATED;
                    case HttpAnswer.ACCEPTED -> Kind.BEGUN;
                    case HttpAnswer.NO_CONTENT -> Kind.NOTHING;
                    default -> Kind.DONE;
                };
        return new RestAnswer(
                kind,
                answer.body(),
                body,
                kind == Kind.BEGUN ? taskId(answer, body) : null,
                answer.header("etag"));
    }

    private static @Nullable String taskId(HttpAnswer answer, JsonObject body) {
        String location = answer.header("location");
        int tasks = location.lastIndexOf(TASKS);
        return tasks < 0 ? body.text("id") : location.substring(tasks + TASKS.length());
    }

    static JsonObject noBody() {
        return new JsonObject(Map.of());
    }
}
