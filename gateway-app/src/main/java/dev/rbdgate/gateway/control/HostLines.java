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

    private HostLines() {}

    /**
     * Lines of one kind.
     *
     * @param title a sentence that says what they are for
     * @param lines to be pasted as they are
     */
    public record Section(String title, List<String> lines) {}

    public static List<Section> of(VolumeDetails volume) {
        String target = volume.target().iqn();
        String disk = "/dev/disk/by-id/wwn-0x" + volume.lun().lun().naa();
        List<GrantMapping> grants = List.copyOf(volume.target().grants().values());
        List<Section> sections = new ArrayList<>();
        if (grants.isEmpty()) {
            sections.add(
                    new Section(
                            "Nobody may use it yet. Grant it by a host's iSCSI name:",
                            List.of("rbdgate initiator create " + target + " INITIATOR-NAME")));
        }
        sections.add(
                new Section(
                        "On the host%s:"
                                .formatted(
                                        grants.size() == 1
                                                ? " " + grants.getFirst().initiator()
                                                : ""),
                        logIn(target, volume.portals(), grants)));
        sections.add(
                new Section(
                        "Its disk there is " + disk + ". Once, and only if it is new:",
                        List.of("mkfs.ext4 " + disk)));
        sections.add(
                new Section(
                        "/etc/fstab:",
                        List.of(
                                "%s /mnt/%s ext4 _netdev,nofail,discard 0 2"
                                        .formatted(disk, volume.name().text()))));
        sections.add(new Section("/etc/multipath.conf, for more than one path:", stanza()));
        sections.add(
                new Section(
                        "Kubernetes:",
                        List.of(
                                "rbdgate lun pv %s %d%s | kubectl apply -f -"
                                        .formatted(
                                                target,
                                                volume.lun().lun().lun(),
                                                volume.portals().isEmpty()
                                                        ? ""
                                                        : " --portal "
                                                                + String.join(
                                                                        ",", volume.portals())))));
        return sections;
    }

    private static List<String> logIn(
            String target, List<String> portals, List<GrantMapping> grants) {
        String node = "iscsiadm -m node -T " + target;
        List<String> lines = new ArrayList<>();
        lines.add(
                "iscsiadm -m discovery -t sendtargets -p "
                        + (portals.isEmpty() ? "GATEWAY:3260" : portals.getFirst()));
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
