package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ImageReference;
import dev.rbdgate.config.SnapshotReference;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import java.util.Optional;

/** What a LUN can show: an image, or a snapshot of one, as it is now. */
record MappableImage(ImageInfo info, Optional<Snapshot> snapshot) {

    private static final char SNAPSHOT_MARK = '@';

    /**
     * Finds what a LUN is to show.
     *
     * @param text {@code pool[/namespace]/name[@snapshot]}
     */
    static MappableImage find(Images images, String text) {
        int mark = text.indexOf(SNAPSHOT_MARK);
        ImageName name = name(mark < 0 ? text : text.substring(0, mark));
        ImageInfo info = existing(images, name);
        return new MappableImage(
                info,
                mark < 0
                        ? Optional.empty()
                        : Optional.of(snapshot(info, text.substring(mark + 1), "image")));
    }

    private static ImageName name(String text) {
        try {
            return ImageName.parse(text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.invalid("image", String.valueOf(e.getMessage()));
        }
    }

    private static ImageInfo existing(Images images, ImageName image) {
        try {
            return Waiting.on(images.info(image));
        } catch (RefusedException e) {
            throw e.kind() == RefusedException.Kind.NOT_FOUND
                    ? RefusedException.notFound("image", "there is no image " + image)
                    : e;
        }
    }

    /**
     * A snapshot of an image, by its name.
     *
     * @param field of the request that names it
     */
    static Snapshot snapshot(ImageInfo info, String name, String field) {
        return info.snapshots().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        RefusedException.notFound(
                                field,
                                "image %s has no snapshot '%s'".formatted(info.name(), name)));
    }

    ImageReference reference() {
        ImageName name = info.name();
        return new ImageReference(
                name.pool(),
                name.namespace(),
                name.name(),
                info.id(),
                snapshot.map(it -> new SnapshotReference(it.name(), it.id())));
    }

    /** As people write it. */
    @Override
    public String toString() {
        return reference().path();
    }
}
