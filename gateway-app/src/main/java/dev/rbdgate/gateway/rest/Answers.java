package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Result;
import dev.rbdgate.gateway.control.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Answers with a status of their own. */
final class Answers {

    static final String BASE = "/api/v1";

    private Answers() {}

    /** Who makes the present request, for the audit log. */
    static String actor() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null) {
            throw new IllegalStateException("no controller is reached without a caller");
        }
        return caller.getName();
    }

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
    static ResponseEntity<Views.Task> accepted(TaskStatus task) {
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .header("Location", BASE + "/tasks/" + task.id())
                .body(Views.Task.of(task));
    }

    /** 204, or 202 if a task goes on with it. */
    static ResponseEntity<Views.Task> deleted(Optional<TaskStatus> task) {
        return task.map(Answers::accepted).orElseGet(() -> ResponseEntity.noContent().build());
    }

    /** A place's template, with the query that names the image's namespace if it has one. */
    static String inNamespace(String template, String namespace) {
        return namespace.isEmpty()
                ? template
                : template
                        + "?namespace="
                        + UriUtils.encodeQueryParam(namespace, StandardCharsets.UTF_8);
    }
}
