package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ChapMapping;
import dev.rbdgate.config.GrantMapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to type on a Linux host to use a volume, and what its files need. */
public final class HostLines {

    /** Stands for the secret, which is told once and by whoever has made it. */
    public static final String SECRET = "SECRET";

    /** The device section, as docs/multipath.conf has it with its reasons. */
    private static final String MULTIPATH = "multipath.conf";

    private static final String MAP = "$disk";

    private HostLines() {}

    /**
     * Lines of one kind.
     *
     * @param title a sentence that says what they are for
     * @param lines to be pasted as they are
     */
    public record Section(String title, List<String> lines) {}

    /**
     * @param volume whose portals, if they are several, are paths to one disk
     */
    public static List<Section> of(VolumeDetails volume) {
        List<GrantMapping> grants = List.copyOf(volume.target().grants().values());
        List<Section> sections = new ArrayList<>();
        if (grants.isEmpty()) {
            sections.add(
                    new Section(
                            "Nobody may use it yet. Grant it by a host's iSCSI name:",
                            List.of(
                                    "rbdgate initiator create "
                                            + volume.target().iqn()
                                            + " INITIATOR-NAME")));
        }
        Section login =
                new Section(
                        "On the host%s:"
                                .formatted(
                                        grants.size() == 1
                                                ? " " + grants.getFirst().initiator()
                                                : ""),
                        logIn(volume.target().iqn(), volume.portals(), grants));
        sections.addAll(
                volume.portals().size() > 1
                        ? onSeveralPaths(volume, login)
                        : onOnePath(volume, login));
        sections.add(new Section("Kubernetes:", List.of(persistentVolume(volume))));
        return sections;
    }

    private static List<Section> onOnePath(VolumeDetails volume, Section login) {
        String disk = disk(volume);
        return List.of(
                login,
                fileSystem(disk),
                new Section("/etc/fstab:", List.of(mount(volume, disk))),
                new Section("/etc/multipath.conf, for more than one path:", stanza()),
                mountMap("Then into /etc/fstab goes the map of all paths:", volume));
    }

    /** The configuration first: a disk of several paths must not be used by one of them. */
    private static List<Section> onSeveralPaths(VolumeDetails volume, Section login) {
        return List.of(
                new Section(
                        "/etc/multipath.conf on the host, since each of %d portals is a path:"
                                .formatted(volume.portals().size()),
                        stanza()),
                login,
                new Section(
                        "Its disk there is a map of all paths. Once, and only if it is new:",
                        List.of(findMap(volume), "mkfs.ext4 " + MAP)),
                mountMap("Into /etc/fstab goes the map's name:", volume),
                new Section(
                        "With one portal alone, and no multipath, the disk is %s, and /etc/fstab:"
                                .formatted(disk(volume)),
                        List.of(mount(volume, disk(volume)))));
    }

    private static Section mountMap(String title, VolumeDetails volume) {
        return new Section(
                title,
                List.of(findMap(volume), "echo \"" + mount(volume, MAP) + "\" >>/etc/fstab"));
    }

    private static Section fileSystem(String disk) {
        return new Section(
                "Its disk there is " + disk + ". Once, and only if it is new:",
                List.of("mkfs.ext4 " + disk));
    }

    private static String mount(VolumeDetails volume, String disk) {
        return "%s /mnt/%s ext4 _netdev,nofail,discard 0 2".formatted(disk, volume.name().text());
    }

    /** As udev calls a disk of one path. Of several, it would be the map or any of the paths. */
    private static String disk(VolumeDetails volume) {
        return "/dev/disk/by-id/wwn-0x" + volume.lun().lun().naa();
    }

    /**
     * Asks for the map that a path belongs to. Its name depends on which designator the host's udev
     * rules take (3... of scsi_id, 8naa... of sg3-utils), and on names that multipathd gives.
     */
    private static String findMap(VolumeDetails volume) {
        return "disk=/dev/mapper/$(multipath -l -v1 $(readlink -f %s))".formatted(disk(volume));
    }

    private static String persistentVolume(VolumeDetails volume) {
        List<String> portals = volume.portals();
        return "rbdgate lun pv %s %d%s | kubectl apply -f -"
                .formatted(
                        volume.target().iqn(),
                        volume.lun().lun().lun(),
                        portals.isEmpty() ? "" : " --portal " + String.join(",", portals));
    }

    private static List<String> logIn(
            String target, List<String> portals, List<GrantMapping> grants) {
        String node = "iscsiadm -m node -T " + target;
        List<String> lines = new ArrayList<>();
        for (String portal : portals.isEmpty() ? List.of("GATEWAY:3260") : portals) {
            // A target without portals of its own is found at the one that was asked.
            lines.add("iscsiadm -m discovery -t sendtargets -p " + portal);
        }
        Optional<String> user =
                grants.stream()
                        .flatMap(it -> it.chap().stream())
                        .map(ChapMapping::incoming)
                        .map(ChapMapping.Login::user)
                        .findFirst();
        user.ifPresent(it -> {
            lines.add(update(node, "node.session.auth.authmethod", "CHAP"));
            lines.add(update(node, "node.session.auth.username", it));
            lines.add(update(node, "node.session.auth.password", SECRET));
        });
        lines.add(update(node, "node.startup", "automatic"));
        lines.add(node + " --login");
        return lines;
    }

    private static String update(String node, String name, String value) {
        return "%s -o update -n %s -v %s".formatted(node, name, value);
    }

    private static List<String> stanza() {
        try (InputStream in = HostLines.class.getResourceAsStream(MULTIPATH)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + MULTIPATH);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
