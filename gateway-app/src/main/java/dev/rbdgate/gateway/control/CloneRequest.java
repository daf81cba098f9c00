package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.CloneSpec;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Snapshot;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A clone as it is asked for; what is empty is as with the parent.
 *
 * @param from {@code pool[/namespace]/name@snapshot}
 * @param dataPool empty: the data is in the clone's own pool
 * @param sizeBytes if given, the parent's: a clone is resized afterwards
 */
public record CloneRequest(
        ImageName name,
        String from,
        Optional<Long> sizeBytes,
        Layout layout,
        Optional<String> dataPool) {

    private static final char SNAPSHOT_MARK = '@';

    /** The image that is cloned. */
    ImageName parent() {
        try {
            return ImageName.parse(from.substring(0, mark()));
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("from", String.valueOf(e.getMessage()));
        }
    }

    private String snapshot() {
        return from.substring(mark() + 1);
    }

    private int mark() {
        int mark = from.indexOf(SNAPSHOT_MARK);
        if (mark < 0 || mark == from.length() - 1) {
            throw RefusedException.invalid(
                    "from", "'%s' is no snapshot: pool[/namespace]/name@snapshot".formatted(from));
        }
        return mark;
    }

    /** Checks every field against the parent. */
    CloneSpec spec(ImageInfo parent) {
        layout.check(parent.objectBytes());
        Snapshot snapshot = MappableImage.snapshot(parent, snapshot(), "from");
        sizeBytes
                .filter(it -> it != snapshot.sizeBytes())
                .ifPresent(_ -> {
                    throw RefusedException.invalid(
                            "size",
                            "a clone has the size of its snapshot, %s; leave it out and resize the clone"
                                    .formatted(ByteSizes.format(snapshot.sizeBytes())));
                });
        return new CloneSpec(
                parent.name(),
                snapshot(),
                name,
                orEmpty(layout.objectBytes()),
                orEmpty(layout.stripeUnitBytes()),
                orEmpty(layout.stripeCount().map(Integer::longValue)),
                layout.parsedFeatures(),
                dataPool);
    }

    private static OptionalLong orEmpty(Optional<Long> value) {
        return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** Whether an image that exists is what is asked for here. */
    boolean matches(ImageInfo present, ImageInfo parent) {
        return present.parent()
                        .filter(it -> it.imageId().equals(parent.id()))
                        .flatMap(it -> it.snapshot())
                        .filter(it -> it.equals(snapshot()))
                        .isPresent()
                && present.dataPool().equals(dataPool)
                && layout.matches(present, parent.objectBytes());
    }
}
