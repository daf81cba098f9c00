package dev.rbdgate.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.control.HostLines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is to be typed on a volume's hosts; that it works is tested on a Linux host. */
final class HostLinesRestTest {

    private static final String HOST = "iqn.1993-08.org.debian:01:abc";
    private static final String TARGET = "iqn.2026-11.dev.rbdgate:";

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static JsonNode volume(String name, String more) {
        return gateway.post(
                        "/volumes", "{\"name\":\"%s\",\"size\":\"16MiB\"%s}".formatted(name, more))
                .json();
    }

    private static List<String> lines(String name, String title) {
        List<String> lines = new ArrayList<>();
        gateway.get("/volumes/" + name + "/host-lines")
                .json()
                .get("items")
                .forEach(section -> {
                    if (section.get("title").asString().startsWith(title)) {
                        section.get("lines").forEach(it -> lines.add(it.asString()));
                    }
                });
        return lines;
    }

    @Test
    void aHostLogsInAndMountsTheDiskByItsName() {
        JsonNode volume = volume("plain", ",\"initiators\":[\"" + HOST + "\"]");
        String portal = "127.0.0.1:" + gateway.portal().getPort();
        String disk = "/dev/disk/by-id/wwn-0x" + volume.get("naa").asString();
        String node = "iscsiadm -m node -T " + TARGET + "plain";

        assertThat(lines("plain", "On the host " + HOST))
                .containsExactly(
                        "iscsiadm -m discovery -t sendtargets -p " + portal,
                        node + " -o update -n node.startup -v automatic",
                        node + " --login");
        assertThat(lines("plain", "Its disk there is " + disk))
                .containsExactly("mkfs.ext4 " + disk);
        assertThat(lines("plain", "/etc/fstab"))
                .containsExactly(disk + " /mnt/plain ext4 _netdev,nofail,discard 0 2");
        assertThat(lines("plain", "Then into /etc/fstab goes the map"))
                .containsExactly(findMap(volume), mountMap("plain"));
        assertThat(lines("plain", "Kubernetes"))
                .containsExactly(
                        "rbdgate lun pv %splain 0 --portal %s | kubectl apply -f -"
                                .formatted(TARGET, portal));
    }

    private static String findMap(JsonNode volume) {
        return "disk=/dev/mapper/$(multipath -l -v1 $(readlink -f /dev/disk/by-id/wwn-0x%s))"
                .formatted(volume.get("naa").asString());
    }

    private static String mountMap(String name) {
        return "echo \"$disk /mnt/%s ext4 _netdev,nofail,discard 0 2\" >>/etc/fstab"
                .formatted(name);
    }

    /** Of several paths the disk's name is the map's: the other is one of the paths. */
    @Test
    void severalPortalsAreSeveralPaths() {
        JsonNode volume = volume("two", ",\"initiators\":[\"" + HOST + "\"]");
        gateway.send(
                gateway.token(),
                "PATCH",
                "/api/v1/targets/" + TARGET + "two",
                """
                {"portals":[{"address":"127.0.0.1","port":%1$d,"advertise":"192.0.2.1:3260"},
                            {"address":"127.0.0.8","port":%1$d,"group":2,
                             "advertise":"[2001:db8::1]:3260"}]}
                """
                        .formatted(gateway.portal().getPort()));
        String node = "iscsiadm -m node -T " + TARGET + "two";

        assertThat(lines("two", "On the host " + HOST))
                .containsExactly(
                        "iscsiadm -m discovery -t sendtargets -p 192.0.2.1:3260",
                        "iscsiadm -m discovery -t sendtargets -p [2001:db8::1]:3260",
                        node + " -o update -n node.startup -v automatic",
                        node + " --login");
        assertThat(lines("two", "/etc/multipath.conf on the host, since each of 2 portals"))
                .contains("devices {");
        assertThat(lines("two", "Its disk there is a map"))
                .containsExactly(findMap(volume), "mkfs.ext4 $disk");
        assertThat(lines("two", "Into /etc/fstab goes the map's name"))
                .containsExactly(findMap(volume), mountMap("two"));
        assertThat(lines("two", "With one portal alone"))
                .containsExactly(
                        "/dev/disk/by-id/wwn-0x%s /mnt/two ext4 _netdev,nofail,discard 0 2"
                                .formatted(volume.get("naa").asString()));
    }

    @Test
    void withChapTheSecretIsNotTold() {
        volume(
                "vault",
                ",\"initiators\":[\"%s\"],\"chap\":{\"user\":\"vault\",\"secret\":\"%s\"}"
                        .formatted(HOST, "correct-horse-battery"));
        String update = "iscsiadm -m node -T " + TARGET + "vault -o update -n node.";

        assertThat(lines("vault", "On the host"))
                .contains(
                        update + "session.auth.authmethod -v CHAP",
                        update + "session.auth.username -v vault",
                        update + "session.auth.password -v " + HostLines.SECRET)
                .noneMatch(it -> it.contains("correct-horse"));
    }

    @Test
    void withoutAGrantItSaysHowToGiveOne() {
        volume("nobody", "");
        assertThat(lines("nobody", "Nobody may use it yet"))
                .containsExactly("rbdgate initiator create " + TARGET + "nobody INITIATOR-NAME");
        assertThat(gateway.get("/volumes/none/host-lines").status()).isEqualTo(404);
    }

    @Test
    void theMultipathSectionIsTheDocuments() throws Exception {
        volume("paths", "");
        String document =
                Files.readString(Path.of("../docs/multipath.conf"), StandardCharsets.UTF_8);
        String section = document.substring(document.indexOf("devices {"));

        // Debian's own default takes no disk that it was not told of by name.
        assertThat(String.join("\n", lines("paths", "/etc/multipath.conf")))
                .startsWith("defaults {\n    find_multipaths yes\n}\n")
                .endsWith(section.replaceAll("(?m)^ *#.*\n", "").strip());
    }
}
