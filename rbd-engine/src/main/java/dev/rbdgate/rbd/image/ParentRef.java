package dev.rbdgate.rbd.image;

import java.util.Optional;

/**
 * The snapshot that an image was cloned from.
 *
 * @param namespace empty for the default one
 * @param name of the parent image; empty if it is in the trash
 * @param snapshot name of the snapshot; empty if it was removed and lives on for its clones
 * @param overlapBytes how much of the parent the image still shows through; 0 when only snapshots
 *     of the image use it
 */
public record ParentRef(
        String pool,
        String namespace,
        Optional<String> name,
        String imageId,
        Optional<String> snapshot,
        long snapshotId,
        long overlapBytes) {}
