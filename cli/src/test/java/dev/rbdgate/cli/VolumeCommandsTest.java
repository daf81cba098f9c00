package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

    private void hasLines() {
        gateway.answers(
                "GET /api/v1/volumes/db1/host-lines",
                200,
                """
                {"items":[{"title":"On the host:","lines":["iscsiadm -v SECRET","iscsiadm --login"]},
                {"title":"/etc/fstab:","lines":["/dev/x /mnt/db1"]}],"next":null}\
                """);
    }

    /** The body of the last POST. */
    private String posted() {
        return gateway.requests().stream()
                .filter(it -> it.method().equals("POST"))
                .toList()
                .getLast()
                .body();
    }

    @Test
    void createSaysWhatToTypeOnTheHost() {
        gateway.answers("POST /api/v1/volumes", 201, volume("null"));
        hasLines();

        Shell.Result result =
                shell.run("volume", "create", "db1", "--size", "20GiB", "--for", HOST);

        assertThat(gateway.requests().getFirst().body())
                .isEqualTo(
                        "{\"name\":\"db1\",\"size\":\"20GiB\",\"initiators\":[\"" + HOST + "\"]}");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .startsWith("created volume db1\n")
                .endsWith(
                        """

                        On the host:
                          iscsiadm -v SECRET
                          iscsiadm --login

                        /etc/fstab:
                          /dev/x /mnt/db1
                        """);
    }

    @Test
    void aNewSecretIsPrintedOnce() {
        gateway.answers("POST /api/v1/volumes", 201, volume("\"db1\""));
        hasLines();

        Shell.Result made =
                shell.run("volume", "create", "db1", "--size", "1GiB", "--for", HOST, "--chap");

        String body = posted();
        String secret = body.replaceAll(".*\"secret\":\"([A-Za-z0-9_-]{16})\".*", "$1");
        assertThat(secret).hasSize(16);
        assertThat(body).contains("\"chap\":{\"user\":\"db1\",\"secret\":\"");
        assertThat(made.out())
                .contains("  iscsiadm -v " + secret + "\n")
                .contains("The secret is not shown again.");
    }

    @Test
    void aVolumeThatIsThereKeepsItsSecret() {
        gateway.answers("GET /api/v1/volumes/db1", 200, volume("\"db1\""))
                .answers("POST /api/v1/volumes", 200, volume("\"db1\""));
        hasLines();

        Shell.Result again =
                shell.run("volume", "create", "db1", "--size", "1GiB", "--for", HOST, "--chap");

        assertThat(posted()).contains("\"chap\":{\"user\":\"db1\"}").doesNotContain("secret");
        assertThat(again.out())
                .startsWith("already there: volume db1\n")
                .contains("  iscsiadm -v SECRET\n")
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
        hasLines();
        String[] command = {"volume", "create", "db1", "--size", "1", "--for", HOST, "--chap"};

        shell.run(command);
        String first = posted();
        shell.run(command);

        assertThat(posted()).isNotEqualTo(first);
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
        hasLines();

        assertThat(shell.run("volume", "ls", "--name", "db").out())
                .isEqualTo(
                        """
                        NAME    SIZE  STATE  IMAGE    LUN  INITIATORS  SESSIONS
                        db1   20 GiB  ready  rbd/db1    0           1         0
                        """);
        assertThat(shell.run("volume", "show", "db1").out())
                .contains("name        db1\n", "  iscsiadm --login\n");
        assertThat(shell.run("volume", "show", "db1", "-o", "json").out())
                .isEqualTo(volume("null") + "\n");
        assertThat(shell.run("volume", "rm", "db1", "--force").out())
                .isEqualTo("removed volume db1\n");
    }
}
