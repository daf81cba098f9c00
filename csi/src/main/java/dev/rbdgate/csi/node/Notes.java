package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Capabilities;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.v1.VolumeCapability;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How volumes are staged and published on this host, which mounts alone do not tell. The host keeps
 * it where it goes with its mounts, in symbolic links: they are made and replaced at once, and
 * their text is the note.
 */
final class Notes {

    private static final String PLACE = "/run/rbdgate-csi/";

    private final Host host;

    Notes(Host host) {
        this.host = host;
    }

    /**
     * What a call made of a path.
     *
     * @param arguments how: see {@link #arguments}
     */
    record Note(String arguments, String path) {

        private static Note parse(String text) {
            int mark = text.indexOf(' ');
            return new Note(text.substring(0, mark), text.substring(mark + 1));
        }

        private String text() {
            return arguments + " " + path;
        }

        /** Whether the volume may be at no other path of this host besides. */
        boolean isAlone() {
            String mode = arguments.substring(0, arguments.indexOf(':'));
            return Capabilities.isForOnePath(Mode.valueOf(mode));
        }
    }

    /** One word that two calls have in common if they ask for the same. */
    static String arguments(VolumeCapability capability, boolean readOnly) {
        return String.join(
                        ":",
                        capability.getAccessMode().getMode().name(),
                        capability.getAccessTypeCase().name(),
                        readOnly ? "ro" : "rw",
                        capability.getMount().getFsType(),
                        String.join(",", capability.getMount().getMountFlagsList()))
                .replace(' ', '_');
    }

    /** Every path that a volume is at. */
    List<Note> of(VolumeId volume) {
        Host.Result found =
                host.run(List.of("find", place(volume), "-type", "l", "-printf", "%l\\n"));
        // A volume that was never here has no place.
        if (found.status() != 0) {
            return List.of();
        }
        return found.output().lines().filter(it -> !it.isEmpty()).map(Note::parse).toList();
    }

    Optional<Note> at(VolumeId volume, String path) {
        return of(volume).stream().filter(it -> it.path().equals(path)).findFirst();
    }

    void put(VolumeId volume, Note note) {
        host.ok("mkdir", "-p", place(volume));
        host.ok("ln", "-sfn", note.text(), link(volume, note.path()));
    }

    void remove(VolumeId volume, String path) {
        host.ok("rm", "-f", link(volume, path));
    }

    private static String place(VolumeId volume) {
        return PLACE + volume.toString().replace('/', '@');
    }

    private static String link(VolumeId volume, String path) {
        // Paths may be longer than names of files.
        return place(volume) + "/" + UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8));
    }
}
