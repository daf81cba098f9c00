package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.CloneRequest;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.ImageAdministration;
import dev.rbdgate.gateway.control.ImageDetails;
import dev.rbdgate.gateway.control.ImageRequest;
import dev.rbdgate.gateway.control.Layout;
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

    static final String DEFAULT_POOL = "rbd";

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
        ImageName name =
                Bodies.imageName(
                        body.pool() == null ? DEFAULT_POOL : body.pool(),
                        body.namespace() == null ? "" : body.namespace(),
                        Bodies.required(body.name(), "name"));
        Layout layout =
                new Layout(
                        bytes(body.objectSize()),
                        bytes(body.stripeUnit()),
                        Optional.ofNullable(body.stripeCount()),
                        body.features() == null
                                ? Optional.empty()
                                : Optional.of(Bodies.elements(body.features(), "features")));
        Result<ImageDetails> result =
                body.from() == null
                        ? images.create(
                                Answers.actor(),
                                new ImageRequest(
                                        name,
                                        Bodies.required(body.size(), "size").bytes(),
                                        layout,
                                        Optional.ofNullable(body.dataPool()),
                                        Optional.ofNullable(body.format())))
                        : images.create(Answers.actor(), cloneRequest(name, layout, body));
        return Answers.created(
                result,
                Views.Image::of,
                Answers.inNamespace("/images/{pool}/{name}", name.namespace()),
                name.pool(),
                name.name());
    }

    private static CloneRequest cloneRequest(
            ImageName name, Layout layout, Bodies.CreateImage body) {
        if (body.format() != null && body.format() != 2) {
            throw RefusedException.invalid("format", "a clone is of format 2");
        }
        return new CloneRequest(
                name,
                Bodies.required(body.from(), "from"),
                Optional.ofNullable(body.size()).map(SizeValue::bytes),
                layout,
                Optional.ofNullable(body.dataPool()));
    }

    @GetMapping("/{pool}/{name}")
    Views.Image get(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        return Views.Image.of(images.get(Bodies.imageName(pool, namespace, name)));
    }

    @PatchMapping("/{pool}/{name}")
    Views.Image update(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestBody Bodies.PatchImage body) {
        ImageName image = Bodies.imageName(pool, namespace, name);
        if (body.size() != null) {
            var _ =
                    images.resize(
                            Answers.actor(),
                            image,
                            body.size().bytes(),
                            Boolean.TRUE.equals(body.allowShrink()),
                            Boolean.TRUE.equals(body.force()));
        }
        return Views.Image.of(
                body.name() == null
                        ? images.get(image)
                        : images.rename(Answers.actor(), image, body.name()));
    }

    @DeleteMapping("/{pool}/{name}")
    ResponseEntity<Views.Task> delete(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        return Answers.deleted(
                images.delete(Answers.actor(), Bodies.imageName(pool, namespace, name)));
    }

    @PostMapping("/{pool}/{name}/flatten")
    ResponseEntity<Views.Task> flatten(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        return Answers.accepted(
                images.flatten(Answers.actor(), Bodies.imageName(pool, namespace, name)));
    }

    /** A clone. */
    record Child(String image) {}

    @GetMapping("/{pool}/{name}/children")
    ListView<Child> children(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                images.children(Bodies.imageName(pool, namespace, name)),
                Paging.of(limit, after),
                ImageName::toString,
                it -> Optional.of(new Child(it.toString())));
    }

    private static Optional<Long> bytes(@Nullable SizeValue size) {
        return Optional.ofNullable(size).map(SizeValue::bytes);
    }
}
