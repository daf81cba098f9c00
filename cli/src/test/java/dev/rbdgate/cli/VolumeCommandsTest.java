package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VolumeCommandsTest {

    private static final String HOST = "iqn.1993-08.org.debian:01:host1";
    private static final String TARGET = "iqn.2026-11.dev.rbdgate:db1";

    private static String volume(String chapUser) {
        return """
        {"name":"db1","image":"rbd/db1","sizeBytes":21474836480,"target":"%s","lun":0,\
        "naa":"3af0","state":"ready","portals":["192.0.2.10:3260","192.0.2.11:3260"],\
        "initiators":[{"initiator":"%s","addresses":[],"chapUser":%s}],"sessions":0}\
        """
                .formatted(TARGET, HOST, chapUser);
    }

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void createSaysWhatToTypeOnTheHost() {
        gateway.answers("POST /api/v1/volumes", 201, volume("null"));

        Shell.Result result =
                shell.run("volume", "create", "db1", "--size", "20GiB", "--for", HOST);

        assertThat(gateway.request().body())
                .isEqualTo(
                        "{\"name\":\"db1\",\"size\":\"20GiB\",\"initiators\":[\"" + HOST + "\"]}");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .startsWith("created volume db1\n")
                .contains("On the host " + HOST + ":\n")
                .contains("  iscsiadm -m discovery -t sendtargets -p 192.0.2.10:3260\n")
                .contains(
                        "  iscsiadm -m node -T "
                                + TARGET
                                + " -o update -n node.startup -v automatic\n"
                                + "  iscsiadm -m node -T "
                                + TARGET
                                + " --login\n")
                .contains("  mkfs.ext4 /dev/disk/by-id/wwn-0x3af0\n")
                .contains("  /dev/disk/by-id/wwn-0x3af0 /mnt/db1 ext4 _netdev,nofail,discard 0 2\n")
                .contains("        vendor \"RBDGATE\"\n")
                .contains(
                        "  rbdgate lun pv "
                                + TARGET
                                + " 0 --portal 192.0.2.10:3260,192.0.2.11:3260 | kubectl apply -f -\n")
                .doesNotContain("CHAP");
    }

    @Test
    void aNewSecretIsPrintedOnce() {
        gateway.answers("POST /api/v1/volumes", 201, volume("\"db1\""));

        Shell.Result made =
                shell.run("volume", "create", "db1", "--size", "1GiB", "--for", HOST, "--chap");

        String body = gateway.requests().getLast().body();
        String secret = body.replaceAll(".*\"secret\":\"([A-Za-z0-9_-]{16})\".*", "$1");
        assertThat(secret).hasSize(16);
        assertThat(body).contains("\"chap\":{\"user\":\"db1\",\"secret\":\"");
        assertThat(made.out())
                .contains("-n node.session.auth.username -v db1\n")
                .contains("-n node.session.auth.password -v " + secret + "\n")
                .contains("The secret is not shown again.");
    }

    @Test
    void aVolumeThatIsThereKeepsItsSecret() {
        gateway.answers("GET /api/v1/volumes/db1", 200, volume("\"db1\""))
                .answers("POST /api/v1/volumes", 200, volume("\"db1\""));

        Shell.Result again =
                shell.run("volume", "create", "db1", "--size", "1GiB", "--for", HOST, "--chap");

        assertThat(gateway.requests().getLast().body())
                .contains("\"chap\":{\"user\":\"db1\"}")
                .doesNotContain("secret");
        assertThat(again.out())
                .startsWith("already there: volume db1\n")
                .contains("-n node.session.auth.password -v SECRET\n")
                .doesNotContain("shown again");
    }

    @Test
    void asJsonTheSecretIsAMember() {
        gateway.answers("POST /api/v1/volumes", 201, volume("\"db1\""));

        String out =
                shell.run(
                                "volume", "create", "db1", "--size", "1GiB", "--for", HOST,
                                "--chap", "-o", "json")
                        .out();

        assertThat(out)
                .startsWith("{\"name\":\"db1\"")
                .containsPattern("\"chapSecret\":\"\\S{16}\"");
    }

    @Test
    void secretsDiffer() {
        gateway.answers("POST /api/v1/volumes", 201, volume("\"db1\""));
        String[] command = {"volume", "create", "db1", "--size", "1", "--for", HOST, "--chap"};

        shell.run(command);
        String first = gateway.requests().getLast().body();
        shell.run(command);

        assertThat(gateway.requests().getLast().body()).isNotEqualTo(first);
    }

    @Test
    void withoutAHostItSaysHowToGrantOne() {
        gateway.answers(
                "POST /api/v1/volumes",
                201,
                "{\"name\":\"db1\",\"target\":\"" + TARGET + "\",\"naa\":\"3af0\",\"lun\":0}");

        assertThat(shell.run("volume", "create", "db1", "--size", "1GiB").out())
                .contains("  rbdgate initiator create " + TARGET + " INITIATOR-NAME\n")
                .contains("  iscsiadm -m discovery -t sendtargets -p GATEWAY:3260\n");
    }

    @Test
    void chapWithoutAHostAndAVolumeWithoutASizeAreUsageErrors() {
        assertThat(shell.run("volume", "create", "db1", "--size", "1GiB", "--chap").exitCode())
                .isEqualTo(2);
        assertThat(shell.run("volume", "create", "db1").exitCode()).isEqualTo(2);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void volumesAreListedShownAndRemoved() {
        gateway.answers(
                        "GET /api/v1/volumes?name=db",
                        200,
                        "{\"items\":[" + volume("null") + "],\"next\":null}")
                .answers("GET /api/v1/volumes/db1", 200, volume("null"))
                .says("DELETE /api/v1/volumes/db1?force=true", 204, "text/plain", "");

        assertThat(shell.run("volume", "ls", "--name", "db").out())
                .isEqualTo(
                        """
                        NAME    SIZE  STATE  IMAGE    LUN  INITIATORS  SESSIONS
                        db1   20 GiB  ready  rbd/db1    0           1         0
                        """);
        assertThat(shell.run("volume", "show", "db1").out())
                .contains("name        db1\n", "iscsiadm -m discovery");
        assertThat(shell.run("volume", "show", "db1", "-o", "json").out())
                .isEqualTo(volume("null") + "\n");
        assertThat(shell.run("volume", "rm", "db1", "--force").out())
                .isEqualTo("removed volume db1\n");
    }

    @Test
    void theMultipathSectionIsTheDocuments() throws Exception {
        String document = Files.readString(Path.of("../docs/multipath.conf"));
        String section = document.substring(document.indexOf("devices {"));

        String printed =
                new String(
                        VolumeCommandsTest.class
                                .getResourceAsStream("volume/multipath.conf")
                                .readAllBytes(),
                        StandardCharsets.UTF_8);

        assertThat(printed.strip()).isEqualTo(section.replaceAll("(?m)^ *#.*\n", "").strip());
    }
}
