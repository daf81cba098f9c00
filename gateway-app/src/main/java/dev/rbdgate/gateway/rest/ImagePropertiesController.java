package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.ImageProperties;
import dev.rbdgate.gateway.control.TaskStatus;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Features and metadata of images. */
@RestController
@RequestMapping(Answers.BASE + "/images/{pool}/{name}")
class ImagePropertiesController {

    private final ImageProperties properties;

    ImagePropertiesController(Gateway gateway) {
        properties = gateway.imageProperties();
    }

    /** Feature names as rbd writes them. */
    record Features(List<String> features) implements Tagged {
        static Features of(Set<Feature> features) {
            return new Features(features.stream().sorted().map(Feature::text).toList());
        }
    }

    record Metadata(String key, String value) implements Tagged {}

    @GetMapping("/features")
    Features features(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace) {
        return Features.of(properties.features(Bodies.imageName(pool, namespace, name)));
    }

    /** Answers the features, or 202 with the task that goes on with it. */
    @PatchMapping("/features")
    ResponseEntity<?> setFeatures(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestBody ImageBodies.PatchFeatures body) {
        ImageName image = Bodies.imageName(pool, namespace, name);
        Optional<TaskStatus> task =
                properties.setFeatures(
                        Answers.actor(),
                        image,
                        names(body.enable(), "enable"),
                        names(body.disable(), "disable"));
        return task.isPresent()
                ? Answers.accepted(task.get())
                : ResponseEntity.ok(Features.of(properties.features(image)));
    }

    private static List<String> names(@Nullable List<@Nullable String> names, String field) {
        return names == null ? List.of() : Bodies.elements(names, field);
    }

    @GetMapping("/metadata")
    ListView<Metadata> allMetadata(
            @PathVariable String pool,
            @PathVariable String name,
            @RequestParam(defaultValue = "") String namespace,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return ListView.of(
                List.copyOf(
                        properties.metadata(Bodies.imageName(pool, namespace, name)).entrySet()),
                Paging.of(limit, after),
                Map.Entry::getKey,
                it -> Optional.of(new Metadata(it.getKey(), it.getValue())));
    }

    @GetMapping("/metadata/{key}")
    Metadata metadata(
            @PathVariable String pool,
            @PathVariable String name,
            @PathVariable String key,
            @RequestParam(defaultValue = "") String namespace) {
        return new Metadata(key, properties.metadata(Bodies.imageName(pool, namespace, name), key));
    }

    @PutMapping("/metadata/{key}")
    Metadata setMetadata(
            @PathVariable String pool,
            @PathVariable String name,
            @PathVariable String key,
            @RequestParam(defaultValue = "") String namespace,
            @RequestBody ImageBodies.PutMetadata body) {
        String value = Bodies.required(body.value(), "value");
        properties.setMetadata(
                Answers.actor(), Bodies.imageName(pool, namespace, name), key, value);
        return new Metadata(key, value);
    }

    @DeleteMapping("/metadata/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeMetadata(
            @PathVariable String pool,
            @PathVariable String name,
            @PathVariable String key,
            @RequestParam(defaultValue = "") String namespace) {
        properties.removeMetadata(Answers.actor(), Bodies.imageName(pool, namespace, name), key);
    }
}
