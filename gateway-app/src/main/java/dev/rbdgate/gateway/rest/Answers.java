package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Result;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriComponentsBuilder;

/** Answers with a status of their own. */
final class Answers {

    static final String BASE = "/api/v1";

    /** Who is told in the audit log; there is one token, the admin's. */
    static final String ACTOR = "admin";

    private Answers() {}

    /** 201 with the place of what is new, 200 if it was there. */
    static <T, V> ResponseEntity<V> created(
            Result<T> result, Function<T, V> view, String template, Object... variables) {
        V body = view.apply(result.value());
        if (!result.created()) {
            return ResponseEntity.ok(body);
        }
        return ResponseEntity.created(
                        UriComponentsBuilder.fromUriString(BASE + template)
                                .buildAndExpand(variables)
                                .encode()
                                .toUri())
                .body(body);
    }

    /** 202 with the place of the task. */
    static <V> ResponseEntity<V> accepted(V task, String id) {
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .header("Location", BASE + "/tasks/" + id)
                .body(task);
    }
}
