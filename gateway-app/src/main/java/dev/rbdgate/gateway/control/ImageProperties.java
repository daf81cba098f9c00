package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** What images have beside their data: features that can be switched, and metadata. */
public final class ImageProperties {

    private final Images images;
    private final Tasks tasks;
    private final AuditTrail audit;

    ImageProperties(Images images, Tasks tasks, AuditTrail audit) {
        this.images = images;
        this.tasks = tasks;
        this.audit = audit;
    }

    public Set<Feature> features(ImageName image) {
        return Waiting.on(images.info(image)).features();
    }

    /**
     * Switches features on and off, by the names rbd uses.
     *
     * @return the task that goes on with it, if it takes longer than a moment: an object map has to
     *     be made from the objects
     */
    public Optional<TaskStatus> setFeatures(
            String actor, ImageName image, List<String> enable, List<String> disable) {
        Set<Feature> on = parse(enable, "enable");
        Set<Feature> off = parse(disable, "disable");
        Set<Feature> present = features(image);
        on.removeAll(present);
        off.retainAll(present);
        return tasks.brieflyOrAsTask(
                new Work(
                        "image.features",
                        image.toString(),
                        progress ->
                                (off.isEmpty()
                                                ? CompletableFuture.completedFuture(null)
                                                : images.settings().disable(image, off))
                                        .thenCompose(_ ->
                                                on.isEmpty()
                                                        ? CompletableFuture.completedFuture(null)
                                                        : images.settings()
                                                                .enable(image, on, progress))
                                        .thenApply(_ -> null),
                        () ->
                                audit.note(
                                        actor,
                                        "image.features",
                                        image.toString(),
                                        "on: %s; off: %s".formatted(names(on), names(off)))));
    }

    /** For people, as rbd names and orders them. */
    static String names(Set<Feature> features) {
        return String.join(", ", features.stream().sorted().map(Feature::text).toList());
    }

    private static Set<Feature> parse(List<String> names, String field) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (String name : names) {
            features.add(
                    EnumSet.allOf(Feature.class).stream()
                            .filter(it -> it.text().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    RefusedException.invalid(
                                            field, "'%s' is no feature".formatted(name))));
        }
        return features;
    }

    public SortedMap<String, String> metadata(ImageName image) {
        return Waiting.on(images.settings().metadata(image));
    }

    /** The value of one key. */
    public String metadata(ImageName image, String key) {
        String value = metadata(image).get(key);
        if (value == null) {
            throw RefusedException.notFound("image %s has no metadata '%s'".formatted(image, key));
        }
        return value;
    }

    public void setMetadata(String actor, ImageName image, String key, String value) {
        Waiting.on(images.settings().setMetadata(image, key, value));
        audit.note(actor, "image.metadata", image.toString(), "set " + key);
    }

    public void removeMetadata(String actor, ImageName image, String key) {
        var _ = metadata(image, key);
        Waiting.on(images.settings().removeMetadata(image, key));
        audit.note(actor, "image.metadata", image.toString(), "removed " + key);
    }
}
