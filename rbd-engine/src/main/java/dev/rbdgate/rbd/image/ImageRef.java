package dev.rbdgate.rbd.image;

import org.jspecify.annotations.Nullable;

/**
 * An image, or one of its snapshots: {@code pool[/namespace]/name[@snapshot]}.
 *
 * @param snapshot null for the image itself
 */
public record ImageRef(ImageName image, @Nullable String snapshot) {

    /** Longest name of a snapshot, in characters. */
    public static final int MAX_SNAPSHOT_NAME = 4096;

    public ImageRef {
        if (snapshot != null && !isSnapshotName(snapshot)) {
            throw new IllegalArgumentException(
                    "snapshot names have 1 to %d characters without '/' and '@'"
                            .formatted(MAX_SNAPSHOT_NAME));
        }
    }

    static boolean isSnapshotName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_SNAPSHOT_NAME
                && text.chars().noneMatch(c -> c == '/' || c == '@' || Character.isISOControl(c));
    }

    public static ImageRef parse(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? new ImageRef(ImageName.parse(text), null)
                : new ImageRef(ImageName.parse(text.substring(0, at)), text.substring(at + 1));
    }

    @Override
    public String toString() {
        return snapshot == null ? image.toString() : image + "@" + snapshot;
    }
}
