package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.node.Notes.Note;
import dev.rbdgate.csi.v1.NodePublishVolumeRequest;
import dev.rbdgate.csi.v1.VolumeCapability;
import io.grpc.Status;
import java.util.Optional;

/** A staged volume at the paths of pods. */
final class Publishing {

    private final Host host;
    private final FileSystems fileSystems;
    private final Staging staging;
    private final Notes notes;

    Publishing(Host host, FileSystems fileSystems, Staging staging, Notes notes) {
        this.host = host;
        this.fileSystems = fileSystems;
        this.staging = staging;
        this.notes = notes;
    }

    void publish(VolumeId volume, NodePublishVolumeRequest request) {
        String staged = request.getStagingTargetPath();
        String target = request.getTargetPath();
        VolumeCapability capability = request.getVolumeCapability();
        boolean readOnly = request.getReadonly() || Staging.isReadOnly(capability);
        Note note = new Note(Notes.arguments(capability, readOnly), target);
        if (fileSystems.isMounted(target)) {
            checkSame(notes.at(volume, target), note);
            return;
        }
        checkOthers(volume, staged, note);
        if (capability.hasMount()) {
            if (!fileSystems.isMounted(staged)) {
                throw Refusal.of(
                        Status.Code.FAILED_PRECONDITION, "%s is not staged for mounting", volume);
            }
            host.ok("mkdir", "-p", target);
            fileSystems.bind(staged, target, readOnly);
        } else {
            String device = staging.device(volume, staged);
            setReadOnly(device, readOnly);
            host.ok("mkdir", "-p", directory(target));
            host.ok("touch", target);
            fileSystems.bind(device, target, readOnly);
        }
        notes.put(volume, note);
    }

    /**
     * @throws Refusal ALREADY_EXISTS if a path was asked for otherwise before
     */
    static void checkSame(Optional<Note> present, Note wanted) {
        if (present.isPresent() && !present.get().equals(wanted)) {
            throw Refusal.of(
                    Status.Code.ALREADY_EXISTS,
                    "%s is %s already, and not %s",
                    wanted.path(),
                    present.get().arguments(),
                    wanted.arguments());
        }
    }

    /** What is for one path of a node is at no other (CSI, NodePublishVolume, second table). */
    private void checkOthers(VolumeId volume, String staged, Note wanted) {
        for (Note other : notes.of(volume)) {
            if ((wanted.isAlone() || other.isAlone())
                    && !other.path().equals(staged)
                    && !other.path().equals(wanted.path())
                    && fileSystems.isMounted(other.path())) {
                throw Refusal.of(
                        Status.Code.FAILED_PRECONDITION,
                        "%s is published at %s",
                        volume,
                        other.path());
            }
        }
    }

    /** A mount's being read-only does not hold for a device that is written through it. */
    private void setReadOnly(String device, boolean readOnly) {
        if (!fileSystems.isBound(device)) {
            host.ok("blockdev", readOnly ? "--setro" : "--setrw", device);
        } else if (host.ok("blockdev", "--getro", device).strip().equals("1") != readOnly) {
            throw Refusal.of(
                    Status.Code.FAILED_PRECONDITION,
                    "%s is published on this node %s",
                    device,
                    readOnly ? "for writing" : "read-only");
        }
    }

    void unpublish(VolumeId volume, String target) {
        fileSystems.unmount(target);
        // A mount point or a device's file; never what is below it.
        host.ok("rm", "-f", "--dir", target);
        notes.remove(volume, target);
    }

    private static String directory(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }
}
