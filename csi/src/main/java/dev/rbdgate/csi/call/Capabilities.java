package dev.rbdgate.csi.call;

import dev.rbdgate.csi.v1.VolumeCapability;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What volumes can do. */
public final class Capabilities {

    /** File systems that nodes make; empty means the first. */
    private static final Set<String> FILE_SYSTEMS = Set.of("", "ext4", "xfs");

    private static final Set<Mode> ONE_NODE =
            Set.of(
                    Mode.SINGLE_NODE_WRITER,
                    Mode.SINGLE_NODE_READER_ONLY,
                    Mode.SINGLE_NODE_SINGLE_WRITER,
                    Mode.SINGLE_NODE_MULTI_WRITER);

    private static final Set<Mode> SHARED_BLOCKS =
            Set.of(Mode.MULTI_NODE_SINGLE_WRITER, Mode.MULTI_NODE_MULTI_WRITER);

    private Capabilities() {}

    /**
     * @throws Refusal if there is none, or one that volumes do not have
     */
    public static void check(List<VolumeCapability> capabilities) {
        if (capabilities.isEmpty()) {
            throw Refusal.invalid("volume_capabilities is missing");
        }
        for (VolumeCapability capability : capabilities) {
            problem(capability)
                    .ifPresent(it -> {
                        throw Refusal.invalid("%s", it);
                    });
        }
    }

    /** Why volumes do not have a capability; empty if they have. */
    public static Optional<String> problem(VolumeCapability capability) {
        Mode mode = capability.getAccessMode().getMode();
        return switch (capability.getAccessTypeCase()) {
            case ACCESSTYPE_NOT_SET -> Optional.of("access_type is missing");
            case BLOCK ->
                    isForOneNode(mode)
                                    || mode == Mode.MULTI_NODE_READER_ONLY
                                    || SHARED_BLOCKS.contains(mode)
                            ? Optional.empty()
                            : Optional.of("access_mode %s is not known".formatted(mode));
            case MOUNT -> mountProblem(capability.getMount().getFsType(), mode);
        };
    }

    private static Optional<String> mountProblem(String fileSystem, Mode mode) {
        if (!FILE_SYSTEMS.contains(fileSystem)) {
            return Optional.of("file system %s is none of ext4 and xfs".formatted(fileSystem));
        }
        if (isForOneNode(mode) || mode == Mode.MULTI_NODE_READER_ONLY) {
            return Optional.empty();
        }
        return Optional.of("ext4 and xfs cannot be used with access_mode " + mode);
    }

    /** Whether a node may publish a volume at one path only (CSI, NodePublishVolume). */
    public static boolean isForOnePath(Mode mode) {
        return isForOneNode(mode) && mode != Mode.SINGLE_NODE_MULTI_WRITER;
    }

    public static boolean isForOneNode(Mode mode) {
        return ONE_NODE.contains(mode);
    }
}
