package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import java.time.Instant;

/**
 * A snapshot of an image.
 *
 * @param id of the store, unique in the pool of the image's data
 * @param sizeBytes of the image when it was taken
 * @param isProtected against removal, as clones of the first kind need it
 * @param children clones of the second kind; those of the first are not counted
 */
public record Snapshot(
        long id, String name, long sizeBytes, boolean isProtected, Instant created, int children) {

    static Snapshot of(SnapMeta snap) {
        return new Snapshot(
                snap.id(),
                snap.name(),
                snap.imageSize(),
                snap.protection() != SnapMeta.UNPROTECTED,
                snap.timestamp(),
                (int) snap.childCount());
    }
}
