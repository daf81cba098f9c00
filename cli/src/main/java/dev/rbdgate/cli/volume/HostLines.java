package dev.rbdgate.cli.volume;

import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.terminal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to type on a Linux host to use a volume, and what its files need. */
final class HostLines {

    /** The device section, as docs/multipath.conf has it with its reasons. */
    private static final String MULTIPATH = "multipath.conf";

    /** Stands for a secret that was told once and is told no more. */
    private static final String FORGOTTEN = "SECRET";

    private final List<String> lines = new ArrayList<>();

    private HostLines() {}

    /**
     * @param volume as REST shows it
     * @param secret for CHAP, if it is new
     */
    static List<String> of(JsonObject volume, Optional<String> secret) {
        HostLines text = new HostLines();
        String target = string(volume, "target");
        String disk = "/dev/disk/by-id/wwn-0x" + string(volume, "naa");
        List<String> portals = volume.texts("portals");
        text.logIn(volume, target, portals, secret);
        text.section("Its disk there is " + disk + ". Once, and only if it is new:");
        text.command("mkfs.ext4 " + disk);
        text.section("/etc/fstab:");
        text.command(disk + " /mnt/" + string(volume, "name") + " ext4 _netdev,nofail,discard 0 2");
        text.section("/etc/multipath.conf, for more than one path:");
        stanza().lines().forEach(text::command);
        text.section("Kubernetes:");
        text.command(
                "rbdgate lun pv "
                        + target
                        + " "
                        + string(volume, "lun")
                        + (portals.isEmpty() ? "" : " --portal " + String.join(",", portals))
                        + " | kubectl apply -f -");
        return text.lines;
    }

    private void logIn(
            JsonObject volume, String target, List<String> portals, Optional<String> secret) {
        List<JsonObject> initiators = volume.objects("initiators");
        if (initiators.isEmpty()) {
            section("Nobody may use it yet. Grant it by a host's iSCSI name:");
            command("rbdgate initiator create " + target + " INITIATOR-NAME");
        }
        section("On the host" + named(initiators) + ":");
        String node = "iscsiadm -m node -T " + target;
        String portal = portals.isEmpty() ? "GATEWAY:3260" : portals.getFirst();
        command("iscsiadm -m discovery -t sendtargets -p " + portal);
        Optional<String> user =
                initiators.stream()
                        .flatMap(it -> Optional.ofNullable(it.text("chapUser")).stream())
                        .findFirst();
        user.ifPresent(it -> {
            update(node, "node.session.auth.authmethod", "CHAP");
            update(node, "node.session.auth.username", it);
            update(node, "node.session.auth.password", secret.orElse(FORGOTTEN));
        });
        update(node, "node.startup", "automatic");
        command(node + " --login");
        secret.ifPresent(_ -> section("The secret is not shown again."));
    }

    private static String named(List<JsonObject> initiators) {
        return initiators.size() == 1 ? " " + string(initiators.getFirst(), "initiator") : "";
    }

    private void update(String node, String name, String value) {
        command(node + " -o update -n " + name + " -v " + value);
    }

    private void section(String title) {
        lines.add("");
        lines.add(Printable.of(title));
    }

    private void command(String line) {
        lines.add("  " + Printable.of(line));
    }

    private static String string(JsonObject object, String name) {
        String text = object.text(name);
        return text == null ? "-" : text;
    }

    private static String stanza() {
        try (InputStream in = HostLines.class.getResourceAsStream(MULTIPATH)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + MULTIPATH);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
