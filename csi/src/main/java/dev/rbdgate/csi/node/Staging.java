package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Context;
import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.node.Notes.Note;
import dev.rbdgate.csi.v1.NodeStageVolumeRequest;
import dev.rbdgate.csi.v1.VolumeCapability;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A volume on this host: logged in to, and, unless it is used as a block device, mounted at its
 * staging path. A block volume's staging path is a symbolic link to the device.
 */
final class Staging {

    /** The link's name in the staging directory. */
    static final String DEVICE = "device";

    /** The link beside it, to the name of the device's multipath map, if it has one. */
    private static final String MAP = "map";

    private static final Set<Mode> READERS =
            Set.of(Mode.SINGLE_NODE_READER_ONLY, Mode.MULTI_NODE_READER_ONLY);

    private final Host host;
    private final IscsiSessions sessions;
    private final FileSystems fileSystems;
    private final MultipathMaps maps;
    private final Notes notes;

    Staging(
            Host host,
            IscsiSessions sessions,
            FileSystems fileSystems,
            MultipathMaps maps,
            Notes notes) {
        this.host = host;
        this.sessions = sessions;
        this.fileSystems = fileSystems;
        this.maps = maps;
        this.notes = notes;
    }

    static boolean isReadOnly(VolumeCapability capability) {
        return READERS.contains(capability.getAccessMode().getMode());
    }

    void stage(VolumeId volume, NodeStageVolumeRequest request) {
        String path = request.getStagingTargetPath();
        VolumeCapability capability = request.getVolumeCapability();
        Note note = new Note(Notes.arguments(capability, isReadOnly(capability)), path);
        Publishing.checkSame(notes.at(volume, path), note);
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
            maps.name(device).ifPresent(it -> host.ok("ln", "-sfn", it, path + "/" + MAP));
        }
        notes.put(volume, note);
    }

    void unstage(VolumeId volume, String path) {
        Optional<String> map =
                fileSystems.isMounted(path)
                        ? maps.name(fileSystems.device(path))
                        : noted(path + "/" + MAP);
        fileSystems.unmount(path);
        map.ifPresent(maps::remove);
        host.ok("rm", "-f", path + "/" + DEVICE, path + "/" + MAP);
        sessions.logout(volume);
        notes.remove(volume, path);
    }

    /** The text of a symbolic link; empty if there is none. */
    private Optional<String> noted(String link) {
        Host.Result result = host.run(List.of("readlink", link));
        return result.status() == 0 ? Optional.of(result.output().strip()) : Optional.empty();
    }

    /** The device of a staged volume that is used as one. */
    String device(VolumeId volume, String path) {
        return noted(path + "/" + DEVICE)
                .orElseThrow(() ->
                        Refusal.of(
                                Status.Code.FAILED_PRECONDITION,
                                "%s is not staged as a block device",
                                volume));
    }
}
