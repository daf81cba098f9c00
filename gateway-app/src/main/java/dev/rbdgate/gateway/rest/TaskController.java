package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.TaskStatus;
import dev.rbdgate.gateway.control.Tasks;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/tasks")
class TaskController {

    private final Tasks tasks;

    TaskController(Gateway gateway) {
        tasks = gateway.tasks();
    }

    @GetMapping
    ListView<Views.Task> list(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable String kind,
            @RequestParam @Nullable String subject,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                Filters.of(
                        tasks.list(),
                        Filters.is(state, TaskController::state)
                                .and(Filters.is(kind, TaskStatus::kind))
                                .and(Filters.is(subject, TaskStatus::subject))),
                Paging.of(limit, after),
                TaskStatus::id,
                it -> Optional.of(Views.Task.of(it)));
    }

    private static String state(TaskStatus task) {
        return task.state().name().toLowerCase(Locale.ROOT);
    }

    @GetMapping("/{id}")
    Views.Task get(@PathVariable String id) {
        return Views.Task.of(tasks.get(id));
    }

    /**
     * Cancels a task that runs: 202, and it is over some time later. Forgets one that is over: 204.
     *
     * @param running 409 for a task that is over, so that none is forgotten that has just ended
     */
    @DeleteMapping("/{id}")
    ResponseEntity<Views.Task> delete(
            @PathVariable String id, @RequestParam(defaultValue = "false") boolean running) {
        if (!running && tasks.get(id).state().isOver()) {
            tasks.forget(id);
            return ResponseEntity.noContent().build();
        }
        return Answers.accepted(tasks.cancel(Answers.actor(), id));
    }
}
