package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.NamespaceAdministration;
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
@RequestMapping(Answers.BASE + "/namespaces")
class NamespaceController {

    private final NamespaceAdministration namespaces;

    NamespaceController(Gateway gateway) {
        namespaces = gateway.namespaces();
    }

    record Namespace(String pool, String name) implements Tagged {}

    @GetMapping
    ListView<Namespace> list(
            @RequestParam(defaultValue = ImageController.DEFAULT_POOL) String pool,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                namespaces.list(pool),
                Paging.of(limit, after),
                it -> it,
                it -> Optional.of(new Namespace(pool, it)));
    }

    @PostMapping
    ResponseEntity<Namespace> create(@RequestBody ImageBodies.CreateNamespace body) {
        String pool = body.pool() == null ? ImageController.DEFAULT_POOL : body.pool();
        return Answers.created(
                namespaces.create(Answers.actor(), pool, Bodies.required(body.name(), "name")),
                it -> new Namespace(pool, it),
                "/namespaces/{name}?pool={pool}",
                Bodies.required(body.name(), "name"),
                pool);
    }

    @GetMapping("/{name}")
    Namespace get(
            @PathVariable String name,
            @RequestParam(defaultValue = ImageController.DEFAULT_POOL) String pool) {
        return new Namespace(pool, namespaces.get(pool, name));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            @PathVariable String name,
            @RequestParam(defaultValue = ImageController.DEFAULT_POOL) String pool) {
        namespaces.remove(Answers.actor(), pool, name);
    }
}
