package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappingCommandsTest {

    private static final String DEMO = "/api/v1/targets/iqn.2026-11.dev.rbdgate:demo";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aShortTargetNameStandsForTheDefaultPrefix() {
        gateway.answers("POST /api/v1/targets", 201, "{}")
                .answers("GET /api/v1/targets/eui.02004567A425678D", 200, "{\"iqn\":\"eui.\"}");

        shell.run("target", "create", "demo", "--alias", "Test disks");

        assertThat(gateway.request().body())
                .isEqualTo("{\"iqn\":\"iqn.2026-11.dev.rbdgate:demo\",\"alias\":\"Test disks\"}");
        assertThat(shell.run("target", "show", "eui.02004567A425678D").exitCode()).isZero();
    }

    @Test
    void targetsAreListedChangedAndRemoved() {
        gateway.answers(
                        "GET /api/v1/targets",
                        200,
                        """
                        {"items":[{"iqn":"iqn.x:a","alias":"A","portals":[],\
                        "luns":[{"lun":0},{"lun":1}],"initiators":["*"]},\
                        {"iqn":"iqn.x:b","alias":"","luns":[],"initiators":[]}],"next":null}\
                        """)
                .answers("PATCH " + DEMO, 200, "{}")
                .says("DELETE " + DEMO, 204, "text/plain", "");

        assertThat(shell.run("target", "ls").out())
                .isEqualTo(
                        """
                        TARGET   ALIAS  LUNS  INITIATORS
                        iqn.x:a  A         2  *
                        iqn.x:b  -         -  -
                        """);
        assertThat(shell.run("target", "set", "demo", "--alias", "B").exitCode()).isZero();
        assertThat(gateway.requests().getLast().body()).isEqualTo("{\"alias\":\"B\"}");
        assertThat(shell.run("target", "rm", "demo").out())
                .isEqualTo("removed target iqn.2026-11.dev.rbdgate:demo\n");
    }

    @Test
    void aTargetIsMadeOnItsPortals() {
        gateway.answers("POST /api/v1/targets", 201, "{}");

        shell.run(
                "target create demo --portal 10.0.0.1,10.1.0.1:3261/2 --portal [fd00::1]/3"
                        .split(" "));

        assertThat(gateway.request().body())
                .isEqualTo(
                        "{\"iqn\":\"iqn.2026-11.dev.rbdgate:demo\",\"portals\":"
                                + "[{\"address\":\"10.0.0.1\"},"
                                + "{\"address\":\"10.1.0.1\",\"port\":3261,\"group\":2},"
                                + "{\"address\":\"fd00::1\",\"group\":3}]}");
    }

    @Test
    void logInsAreSentElsewhereAndTakenAgain() {
        gateway.answers("PATCH " + DEMO, 200, "{}");

        shell.run("target", "set", "demo", "--redirect", "[fd00::1]:3261", "--permanent");
        assertThat(gateway.requests().getLast().body())
                .isEqualTo(
                        "{\"redirect\":{\"address\":\"fd00::1\",\"port\":3261,\"permanent\":true}}");
        shell.run("target", "set", "demo", "--redirect", "fd00::1");
        assertThat(gateway.requests().getLast().body())
                .isEqualTo("{\"redirect\":{\"address\":\"fd00::1\"}}");
        shell.run("target", "set", "demo", "--no-redirect", "--no-portals");
        assertThat(gateway.requests().getLast().body())
                .isEqualTo("{\"portals\":[],\"redirect\":null}");
    }

    @Test
    void targetOptionsThatSayNothingOrNonsenseAreUsageErrors() {
        assertThat(shell.run("target", "set", "demo").exitCode()).isEqualTo(2);
        assertThat(shell.run("target", "set", "demo", "--permanent").exitCode()).isEqualTo(2);
        assertThat(shell.run("target", "set", "demo", "--redirect", "a:").exitCode()).isEqualTo(2);
        assertThat(shell.run("target", "set", "demo", "--portal", "[fd00::1").exitCode())
                .isEqualTo(2);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void aLunIsMadeWithItsOptions() {
        gateway.answers("POST " + DEMO + "/luns", 201, "{\"lun\":7,\"naa\":\"3000\"}");

        Shell.Result result =
                shell.run(
                        "lun create demo a --lun 7 --read-only --block-size 4096 --no-write-cache --removable --fully-provisioned --force"
                                .split(" "));

        assertThat(gateway.request().body())
                .isEqualTo(
                        "{\"image\":\"rbd/a\",\"lun\":7,\"readOnly\":true,\"blockSize\":4096,"
                                + "\"writeCache\":false,\"removable\":true,\"thinProvisioned\":false,"
                                + "\"force\":true}");
        assertThat(result.out())
                .isEqualTo(
                        """
                        created LUN of rbd/a on iqn.2026-11.dev.rbdgate:demo
                        lun  7
                        naa  3000
                        """);
    }

    @Test
    void lunsAreListedShownChangedAndRemoved() {
        gateway.answers(
                        "GET " + DEMO + "/luns",
                        200,
                        """
                        {"items":[{"lun":0,"image":"rbd/a","sizeBytes":1048576,"state":"ready",\
                        "readOnly":false,"blockSize":512,\
                        "writeCache":true,"removable":false,"thinProvisioned":true,\
                        "naa":"3a","serial":"s"}],"next":null}\
                        """)
                .answers("GET " + DEMO + "/luns/0", 200, "{\"lun\":0}")
                .answers("PATCH " + DEMO + "/luns/0", 200, "{\"lun\":0}")
                .says("DELETE " + DEMO + "/luns/0", 204, "text/plain", "");

        assertThat(shell.run("lun", "ls", "demo").out())
                .isEqualTo(
                        """
                        LUN  IMAGE   SIZE  STATE  READ ONLY  BLOCK  WRITE CACHE  REMOVABLE  THIN  NAA
                          0  rbd/a  1 MiB  ready  no           512  yes          no         yes   3a
                        """);
        assertThat(shell.run("lun", "show", "demo", "0").out()).isEqualTo("lun  0\n");
        shell.run("lun set demo 0 --read-only true".split(" "));
        assertThat(gateway.requests().getLast().body()).isEqualTo("{\"readOnly\":true}");
        shell.run(
                "lun set demo 0 --read-iops 1000 --write-bytes 100MiB --read-bytes none --burst-seconds 0.5"
                        .split(" "));
        assertThat(gateway.requests().getLast().body())
                .isEqualTo(
                        "{\"limits\":{\"readIops\":1000,\"readBytes\":null,"
                                + "\"writeBytes\":\"100MiB\",\"burstSeconds\":0.5}}");
        assertThat(shell.run("lun", "rm", "demo", "0").out())
                .isEqualTo("removed LUN 0 of iqn.2026-11.dev.rbdgate:demo\n");
    }

    @Test
    void aGrantIsMadeForAddressesAndLuns() {
        gateway.answers("POST " + DEMO + "/initiators", 201, "{}");

        shell.run(
                "initiator create demo * --address 10.0.0.0/8 --address ::1/128 --luns 0,1"
                        .split(" "));

        assertThat(gateway.request().body())
                .isEqualTo(
                        "{\"initiator\":\"*\",\"addresses\":[\"10.0.0.0/8\",\"::1/128\"],"
                                + "\"luns\":[0,1]}");
    }

    @Test
    void grantsAreListedShownChangedAndRemoved() {
        gateway.answers(
                        "GET " + DEMO + "/initiators",
                        200,
                        """
                        {"items":[{"initiator":"*","addresses":["127.0.0.0/8","::1/128"],\
                        "luns":"all","chap":null,"mutualChap":{"user":"t"}}],"next":null}\
                        """)
                .answers("GET " + DEMO + "/initiators/*", 200, "{\"initiator\":\"*\"}")
                .answers("PATCH " + DEMO + "/initiators/*", 200, "{}")
                .says("DELETE " + DEMO + "/initiators/*", 204, "text/plain", "");

        assertThat(shell.run("initiator", "ls", "demo").out())
                .isEqualTo(
                        """
                        INITIATOR  ADDRESSES             LUNS  CHAP  MUTUAL CHAP
                        *          127.0.0.0/8, ::1/128  all   -     t
                        """);
        assertThat(shell.run("initiator", "show", "demo", "*").exitCode()).isZero();
        shell.run("initiator set demo * --luns all --no-chap --no-mutual-chap".split(" "));
        assertThat(gateway.requests().getLast().body())
                .isEqualTo("{\"chap\":null,\"mutualChap\":null,\"luns\":\"all\"}");
        assertThat(shell.run("initiator", "rm", "demo", "*").out())
                .isEqualTo("removed grant of iqn.2026-11.dev.rbdgate:demo to *\n");
    }

    @Test
    void sessionsAreListedShownAndEnded() {
        gateway.answers(
                        "GET /api/v1/sessions",
                        200,
                        """
                        {"items":[{"id":3,"type":"normal","initiator":"iqn.i","address":"127.0.0.1:4000",\
                        "target":"iqn.t","since":"2026-11-23T10:00:00.123456789Z"}],"next":null}\
                        """)
                .answers(
                        "GET /api/v1/sessions/3",
                        200,
                        "{\"id\":3,\"keys\":{\"MaxBurstLength\":\"262144\",\"iSCSIProtocolLevel\":\"1\"},"
                                + "\"counters\":{\"readBytes\":4096}}")
                .says("DELETE /api/v1/sessions/3", 204, "text/plain", "");

        assertThat(shell.run("session", "ls").out())
                .isEqualTo(
                        """
                        ID  TYPE    INITIATOR  FROM            TARGET  SINCE
                         3  normal  iqn.i      127.0.0.1:4000  iqn.t   2026-11-23T10:00:00Z
                        """);
        assertThat(shell.run("session", "show", "3").out())
                .isEqualTo(
                        """
                        id                    3
                        keys
                          MaxBurstLength      262144
                          iSCSIProtocolLevel  1
                        counters
                          read                4 KiB
                        """);
        assertThat(shell.run("session", "rm", "3").out()).isEqualTo("ended session 3\n");
    }
}
