package dev.rbdgate.config;

import java.util.Optional;

/**
 * The image behind a LUN, as it was when it was mapped.
 *
 * @param namespace empty for the default one
 * @param imageId the image's own id: another image under the same name has another one
 * @param snapshot empty for the image itself
 */
public record ImageReference(
        String pool,
        String namespace,
        String name,
        String imageId,
        Optional<SnapshotReference> snapshot) {

    /** The image itself, not one of its snapshots. */
    public ImageReference(String pool, String namespace, String name, String imageId) {
        this(pool, namespace, name, imageId, Optional.empty());
    }

    /** The same image under another name. */
    public ImageReference named(String other) {
        return new ImageReference(pool, namespace, other, imageId, snapshot);
    }

    /** The same snapshot under another name. */
    public ImageReference withSnapshot(SnapshotReference other) {
        return new ImageReference(pool, namespace, name, imageId, Optional.of(other));
    }

    /** This with the names that another one has for the same image and snapshot. */
    public ImageReference following(ImageReference now) {
        if (!isOfImage(now)) {
            return this;
        }
        Optional<SnapshotReference> sameSnapshot =
                now.snapshot()
                        .filter(it -> snapshot.filter(known -> known.id() == it.id()).isPresent());
        return new ImageReference(
                pool, namespace, now.name, imageId, sameSnapshot.or(() -> snapshot));
    }

    /** Whether this is the same image, whatever it and its snapshot are called. */
    public boolean isOfImage(ImageReference other) {
        return pool.equals(other.pool)
                && namespace.equals(other.namespace)
                && imageId.equals(other.imageId);
    }

    /** {@code pool[/namespace]/name[@snapshot]}. */
    public String path() {
        String image =
                namespace.isEmpty() ? pool + "/" + name : pool + "/" + namespace + "/" + name;
        return image + snapshot.map(it -> "@" + it.name()).orElse("");
    }
}
