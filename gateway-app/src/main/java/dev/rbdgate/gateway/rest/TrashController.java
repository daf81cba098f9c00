package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.control.TrashAdministration;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.TrashEntry;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/trash")
class TrashController {

    private final TrashAdministration trash;

    TrashController(Gateway gateway) {
        trash = gateway.trash();
    }

    /**
     * @param deferredUntil before then it is removed only by force
     */
    record Entry(String id, String name, Instant deletedAt, Instant deferredUntil, String source) {
        static Entry of(TrashEntry entry) {
            return new Entry(
                    entry.id(),
                    entry.name(),
                    entry.deletedAt(),
                    entry.deferredUntil(),
                    entry.source().name().toLowerCase(Locale.ROOT));
        }
    }

    @GetMapping
    ListView<Entry> list(
            @RequestParam(defaultValue = ImageController.DEFAULT_POOL) String pool,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                trash.list(pool, namespace),
                Paging.of(limit, after),
                TrashEntry::id,
                it -> Optional.of(Entry.of(it)));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Entry move(@RequestBody ImageBodies.MoveToTrash body) {
        ImageName image;
        try {
            image = ImageName.parse(Bodies.required(body.image(), "image"));
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("image", String.valueOf(e.getMessage()));
        }
        return Entry.of(trash.move(Answers.actor(), image, deferment(body.deferment())));
    }

    private static Duration deferment(@Nullable String text) {
        try {
            return text == null ? Duration.ZERO : Duration.parse(text);
        } catch (DateTimeException e) {
            throw RefusedException.invalid(
                    "deferment", "'%s' is no ISO 8601 duration such as PT1H".formatted(text));
        }
    }

    @GetMapping("/{id}")
    Entry get(
            @PathVariable String id,
            @RequestParam(defaultValue = ImageController.DEFAULT_POOL) String pool,
            @RequestParam(defaultValue = "") String namespace) {
        return Entry.of(trash.get(pool, namespace, id));
    }

    @PostMapping("/{id}/restore")
    Views.Image restore(
            @PathVariable String id,
            @RequestParam(defaultValue = ImageController.DEFAULT_POOL) String pool,
            @RequestParam(defaultValue = "") String namespace,
            @RequestBody(required = false) ImageBodies.@Nullable RestoreFromTrash body) {
        return Views.Image.of(
                trash.restore(
                        Answers.actor(),
                        pool,
                        namespace,
                        id,
                        Optional.ofNullable(body).map(ImageBodies.RestoreFromTrash::name)));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Views.Task> remove(
            @PathVariable String id,
            @RequestParam(defaultValue = ImageController.DEFAULT_POOL) String pool,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam(defaultValue = "false") boolean force) {
        return Answers.deleted(trash.remove(Answers.actor(), pool, namespace, id, force));
    }
}
