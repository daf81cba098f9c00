package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Context;
import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.v1.NodeStageVolumeRequest;
import dev.rbdgate.csi.v1.VolumeCapability;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import java.util.Set;

/**
 * A volume on this host: logged in to, and, unless it is used as a block device, mounted at its
 * staging path. A block volume's staging path is a symbolic link to the device.
 */
final class Staging {

    /** The link's name in the staging directory. */
    static final String DEVICE = "device";

    private static final Set<Mode> READERS =
            Set.of(Mode.SINGLE_NODE_READER_ONLY, Mode.MULTI_NODE_READER_ONLY);

    private final Host host;
    private final IscsiSessions sessions;
    private final FileSystems fileSystems;

    Staging(Host host, IscsiSessions sessions, FileSystems fileSystems) {
        this.host = host;
        this.sessions = sessions;
        this.fileSystems = fileSystems;
    }

    static boolean isReadOnly(VolumeCapability capability) {
        return READERS.contains(capability.getAccessMode().getMode());
    }

    void stage(VolumeId volume, NodeStageVolumeRequest request) {
        String path = request.getStagingTargetPath();
        VolumeCapability capability = request.getVolumeCapability();
        if (capability.hasMount() && fileSystems.isMounted(path)) {
            return;
        }
        String naa =
                Refusal.required(
                        request.getPublishContextMap().getOrDefault(Context.NAA, ""),
                        "publish_context." + Context.NAA);
        int portals = sessions.login(volume, request.getPublishContextMap());
        String device = host.disk(naa, portals > 1);
        host.ok("mkdir", "-p", path);
        if (capability.hasMount()) {
            fileSystems.mount(
                    device,
                    capability.getMount().getFsType(),
                    capability.getMount().getMountFlagsList(),
                    isReadOnly(capability),
                    path);
        } else {
            host.ok("ln", "-sfn", device, path + "/" + DEVICE);
        }
    }

    void unstage(VolumeId volume, String path) {
        fileSystems.unmount(path);
        host.ok("rm", "-f", path + "/" + DEVICE);
        sessions.logout(volume);
    }

    /** The device of a staged volume that is used as one. */
    String device(String path) {
        return host.ok("readlink", path + "/" + DEVICE).strip();
    }
}
