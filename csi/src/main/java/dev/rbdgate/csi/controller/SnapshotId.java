package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.VolumeId;
import java.util.Optional;

/**
 * A snapshot of a volume.
 *
 * @param name on the gateway
 */
record SnapshotId(VolumeId volume, String name) {

    /** Snapshots that a copy of a volume is made from; they are not the orchestrator's. */
    private static final String COPY_PREFIX = VolumeId.PREFIX + "copy-";

    private static final String OWN_PREFIX = VolumeId.PREFIX + "snap-";

    static Optional<SnapshotId> parse(String id) {
        int mark = id.indexOf('@');
        if (mark < 0 || !isOrchestrators(id.substring(mark + 1))) {
            return Optional.empty();
        }
        return VolumeId.parse(id.substring(0, mark))
                .map(it -> new SnapshotId(it, id.substring(mark + 1)));
    }

    /** The snapshot of a volume for a name that the orchestrator suggests. */
    static SnapshotId suggested(VolumeId volume, String name) {
        return new SnapshotId(
                volume, OWN_PREFIX + VolumeId.nameFor(name).substring(VolumeId.PREFIX.length()));
    }

    static SnapshotId forCopy(VolumeId source, VolumeId copy) {
        return new SnapshotId(
                source, COPY_PREFIX + copy.image().substring(VolumeId.PREFIX.length()));
    }

    static boolean isOrchestrators(String name) {
        return name.startsWith(OWN_PREFIX);
    }

    static boolean isForCopy(String name) {
        return name.startsWith(COPY_PREFIX);
    }

    @Override
    public String toString() {
        return volume + "@" + name;
    }
}
