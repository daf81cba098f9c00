package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.v1.VolumeContentSource;
import java.util.Optional;

/**
 * What a volume is made from.
 *
 * @param id of the snapshot, or of the volume
 */
record Source(boolean isSnapshot, String id) {

    private static final String SNAPSHOT = "snapshot ";
    private static final String VOLUME = "volume ";

    /** Metadata of the image that says what it was made from. */
    static final String KEY = "csi.source";

    static Optional<Source> of(VolumeContentSource source) {
        return switch (source.getTypeCase()) {
            case SNAPSHOT ->
                    Optional.of(
                            new Source(
                                    true,
                                    Refusal.required(
                                            source.getSnapshot().getSnapshotId(), "snapshot_id")));
            case VOLUME ->
                    Optional.of(
                            new Source(
                                    false,
                                    Refusal.required(
                                            source.getVolume().getVolumeId(), "volume_id")));
            case TYPE_NOT_SET -> Optional.empty();
        };
    }

    /** Reads what {@link #text} wrote; empty text is no source. */
    static Optional<Source> parse(String text) {
        if (text.startsWith(SNAPSHOT)) {
            return Optional.of(new Source(true, text.substring(SNAPSHOT.length())));
        }
        return text.startsWith(VOLUME)
                ? Optional.of(new Source(false, text.substring(VOLUME.length())))
                : Optional.empty();
    }

    String text() {
        return (isSnapshot ? SNAPSHOT : VOLUME) + id;
    }

    VolumeContentSource content() {
        VolumeContentSource.Builder builder = VolumeContentSource.newBuilder();
        if (isSnapshot) {
            builder.getSnapshotBuilder().setSnapshotId(id);
        } else {
            builder.getVolumeBuilder().setVolumeId(id);
        }
        return builder.build();
    }
}
