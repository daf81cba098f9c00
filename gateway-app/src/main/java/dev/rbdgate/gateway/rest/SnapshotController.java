package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.Result;
import dev.rbdgate.gateway.control.SnapshotAdministration;
import dev.rbdgate.gateway.control.SnapshotDetails;
import dev.rbdgate.gateway.control.TaskStatus;
import dev.rbdgate.rbd.image.ImageName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/images/{pool}/{name}/snapshots")
class SnapshotController {

    private final SnapshotAdministration snapshots;

    SnapshotController(Gateway gateway) {
        snapshots = gateway.snapshots();
    }

    @GetMapping
    ListView<ImageViews.SnapshotView> list(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                snapshots.list(Bodies.imageName(pool, namespace, name)),
                Paging.of(limit, after),
                it -> it.snapshot().name(),
                it -> Optional.of(ImageViews.SnapshotView.of(it)));
    }

    @PostMapping
    ResponseEntity<ImageViews.SnapshotView> create(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestBody ImageBodies.CreateSnapshot body) {
        ImageName image = Bodies.imageName(pool, namespace, name);
        Result<SnapshotDetails> result =
                snapshots.create(
                        Answers.actor(),
                        image,
                        Bodies.required(body.name(), "name"),
                        Boolean.TRUE.equals(body.isProtected()));
        return Answers.created(
                result,
                ImageViews.SnapshotView::of,
                Answers.inNamespace("/images/{pool}/{name}/snapshots/{snap}", namespace),
                pool,
                name,
                result.value().snapshot().name());
    }

    @GetMapping("/{snap}")
    ImageViews.SnapshotView get(
            @PathVariable String pool,
            @PathVariable String name,
            @PathVariable String snap,
            @RequestParam(defaultValue = "") String namespace) {
        return ImageViews.SnapshotView.of(
                snapshots.get(Bodies.imageName(pool, namespace, name), snap));
    }

    @PatchMapping("/{snap}")
    ImageViews.SnapshotView update(
            @PathVariable String pool,
            @PathVariable String name,
            @PathVariable String snap,
            @RequestParam(defaultValue = "") String namespace,
            @RequestBody ImageBodies.PatchSnapshot body) {
        return ImageViews.SnapshotView.of(
                snapshots.update(
                        Answers.actor(),
                        Bodies.imageName(pool, namespace, name),
                        snap,
                        Optional.ofNullable(body.name()),
                        Optional.ofNullable(body.isProtected())));
    }

    @DeleteMapping("/{snap}")
    ResponseEntity<Views.Task> delete(
            @PathVariable String pool,
            @PathVariable String name,
            @PathVariable String snap,
            @RequestParam(defaultValue = "") String namespace) {
        return Answers.deleted(
                snapshots.delete(Answers.actor(), Bodies.imageName(pool, namespace, name), snap));
    }

    @PostMapping("/{snap}/rollback")
    ResponseEntity<Views.Task> rollback(
            @PathVariable String pool,
            @PathVariable String name,
            @PathVariable String snap,
            @RequestParam(defaultValue = "") String namespace,
            @RequestBody(required = false) ImageBodies.@Nullable Force body) {
        TaskStatus task =
                snapshots.rollback(
                        Answers.actor(),
                        Bodies.imageName(pool, namespace, name),
                        snap,
                        body != null && Boolean.TRUE.equals(body.force()));
        return Answers.accepted(task);
    }
}
