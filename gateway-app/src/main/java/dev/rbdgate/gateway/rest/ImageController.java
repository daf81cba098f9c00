package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.ImageAdministration;
import dev.rbdgate.gateway.control.ImageDetails;
import dev.rbdgate.gateway.control.ImageRequest;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.control.Result;
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
@RequestMapping(Answers.BASE + "/images")
class ImageController {

    private static final String DEFAULT_POOL = "rbd";

    /** The image format; the old one is read only by old clusters' tools. */
    private static final int FORMAT = 2;

    private final ImageAdministration images;

    ImageController(Gateway gateway) {
        images = gateway.images();
    }

    @GetMapping
    ListView<Views.Image> list(
            @RequestParam @Nullable String pool,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                images.list(Optional.ofNullable(pool), namespace),
                Paging.of(limit, after),
                ImageName::toString,
                name -> images.find(name).map(Views.Image::of));
    }

    @PostMapping
    ResponseEntity<Views.Image> create(@RequestBody Bodies.CreateImage body) {
        refuseLater(body.from(), "from", "clones");
        refuseLater(body.dataPool(), "dataPool", "images with a data pool");
        if (body.format() != null && body.format() != FORMAT) {
            throw RefusedException.invalid("format", "the image format is " + FORMAT);
        }
        ImageName name =
                name(
                        body.pool() == null ? DEFAULT_POOL : body.pool(),
                        body.namespace() == null ? "" : body.namespace(),
                        Bodies.required(body.name(), "name"));
        Result<ImageDetails> result =
                images.create(
                        Answers.ACTOR,
                        new ImageRequest(
                                name,
                                Bodies.required(body.size(), "size").bytes(),
                                bytes(body.objectSize()),
                                bytes(body.stripeUnit()),
                                Optional.ofNullable(body.stripeCount()),
                                body.features() == null
                                        ? Optional.empty()
                                        : Optional.of(
                                                Bodies.elements(body.features(), "features"))));
        return name.namespace().isEmpty()
                ? Answers.created(
                        result, Views.Image::of, "/images/{pool}/{name}", name.pool(), name.name())
                : Answers.created(
                        result,
                        Views.Image::of,
                        "/images/{pool}/{name}?namespace={namespace}",
                        name.pool(),
                        name.name(),
                        name.namespace());
    }

    @GetMapping("/{pool}/{name}")
    Views.Image get(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        return Views.Image.of(images.get(name(pool, namespace, name)));
    }

    @PatchMapping("/{pool}/{name}")
    Views.Image update(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestBody Bodies.PatchImage body) {
        ImageName image = name(pool, namespace, name);
        if (body.name() != null && !body.name().equals(name)) {
            throw RefusedException.invalid("name", "this version does not rename images");
        }
        if (body.size() == null) {
            return Views.Image.of(images.get(image));
        }
        return Views.Image.of(
                images.resize(
                        Answers.ACTOR,
                        image,
                        body.size().bytes(),
                        Boolean.TRUE.equals(body.allowShrink()),
                        Boolean.TRUE.equals(body.force())));
    }

    @DeleteMapping("/{pool}/{name}")
    ResponseEntity<Views.Task> delete(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        return images.delete(Answers.ACTOR, name(pool, namespace, name))
                .map(task -> Answers.accepted(Views.Task.of(task), task.id()))
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    private static ImageName name(String pool, String namespace, String name) {
        try {
            return new ImageName(pool, namespace, name);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("name", String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Long> bytes(@Nullable SizeValue size) {
        return Optional.ofNullable(size).map(SizeValue::bytes);
    }

    private static void refuseLater(@Nullable String value, String field, String what) {
        if (value != null) {
            throw RefusedException.invalid(field, "this version does not make " + what);
        }
    }
}
