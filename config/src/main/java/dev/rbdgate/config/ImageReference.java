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

    /** {@code pool[/namespace]/name[@snapshot]}. */
    public String path() {
        String image =
                namespace.isEmpty() ? pool + "/" + name : pool + "/" + namespace + "/" + name;
        return image + snapshot.map(it -> "@" + it.name()).orElse("");
    }
}
