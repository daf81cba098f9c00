package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.TaskStatus;
import dev.rbdgate.gateway.control.Tasks;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
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
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                Filters.of(
                        tasks.list(),
                        Filters.is(state, TaskController::state)
                                .and(Filters.is(kind, TaskStatus::kind))),
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

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        tasks.delete(id);
    }
}
