package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    private static final String LOGINS =
            "GET /api/v1/audit?action=session.login&who=iqn.2000-01.x:%s&limit=20";

    @TempDir private Path directory;
    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);
    private ServerSocket portal;

    @BeforeEach
    void open() throws Exception {
        portal = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        shell.in(directory).set("RBDGATE_DATA_DIR", directory.toString());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        portal.close();
    }

    private String system(long free, String problems) {
        return """
        {"version":"1","capacity":{"totalBytes":1000,"usedBytes":1,"availableBytes":%d},"luns":2,\
        "portals":["127.0.0.1:%d"],"problems":[%s]}\
        """
                .formatted(free, portal.getLocalPort(), problems);
    }

    private void serves(String system, String targets, String sessions) {
        gateway.answers("GET /api/v1/system", 200, system)
                .answers("GET /api/v1/targets", 200, list(targets))
                .answers("GET /api/v1/sessions", 200, list(sessions));
    }

    private static String list(String items) {
        return "{\"items\":[" + items + "],\"next\":null}";
    }

    @Test
    void aGatewayThatIsWellPasses() {
        serves(system(900, ""), "", "");

        Shell.Result result = shell.run("doctor");

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.out())
                .contains("ok       gateway: version 1 answers\n")
                .contains("ok       store: 900 B of 1000 B free, 90 %\n")
                .contains("ok       LUNs: all 2 are ready\n")
                .contains("ok       portal 127.0.0.1:" + portal.getLocalPort())
                .contains("ok       data directory: " + directory)
                .contains("skipped  ceph: ");
    }

    @Test
    void withoutAGatewayItSaysSoAndLooksWhoHasThePort() {
        shell.set("RBDGATE_URL", "http://127.0.0.1:1")
                .set("RBDGATE_ISCSI_PORT", Integer.toString(portal.getLocalPort()));

        Shell.Result result = shell.run("doctor");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out())
                .contains("failed   gateway: no gateway answers at http://127.0.0.1:1")
                .contains("-> Start it with ./rbdgate up")
                .contains("something else listens there")
                .contains("-> see who with: ss -ltnp");
        assertThat(result.err()).isEqualTo("rbdgate: 2 checks failed\n");
    }

    @Test
    void aTokenThatIsRefusedIsAFinding() {
        gateway.refuses("GET /api/v1/system", 401, "{\"detail\":\"no such token\"}");

        Shell.Result result = shell.run("doctor");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("failed   token: no such token\n")
                .contains("-> the token came from RBDGATE_TOKEN");
    }

    @Test
    void lunsThatAreNotReadyAndAFullStoreAreTold() {
        serves(
                system(
                        50,
                        "{\"target\":\"iqn.2000-01.x:t\",\"lun\":3,\"image\":\"rbd/a\",\"detail\":\"gone\"}"),
                "",
                "");

        Shell.Result result = shell.run("doctor");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("warning  store: 50 B of 1000 B free, 5 %\n")
                .contains("failed   LUNs: LUN 3 of iqn.2000-01.x:t is not ready: gone\n")
                .contains("rbdgate lun rm iqn.2000-01.x:t 3\n");
    }

    @Test
    void aPortalThatTakesNoConnectionFails() throws Exception {
        serves(system(900, ""), "", "");
        portal.close();

        Shell.Result result = shell.run("doctor");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("no connection from here")
                .contains("-> open the port in the firewalls between");
    }

    @Test
    void oneDesignatorForTwoImagesFails() {
        serves(
                system(900, ""),
                "{\"iqn\":\"iqn.2000-01.x:t\",\"luns\":[{\"naa\":\"3a\",\"image\":\"rbd/a\"},"
                        + "{\"naa\":\"3a\",\"image\":\"rbd/b\"}],\"initiators\":[]}",
                "");

        Shell.Result result = shell.run("doctor");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("failed   designators: NAA 3a is shown for rbd/a and rbd/b\n");
    }

    @Test
    void grantsThatNobodyUsedAndPortalsThatNobodyReachesAreWarnedOf() {
        serves(
                system(900, ""),
                "{\"iqn\":\"iqn.2000-01.x:t\",\"luns\":[],\"initiators\":[\"*\",\"iqn.2000-01.x:in\","
                        + "\"iqn.2000-01.x:was\",\"iqn.2000-01.x:never\"]}",
                "{\"initiator\":\"iqn.2000-01.x:in\",\"address\":\"10.0.0.1:40000\"}");
        gateway.answers(LOGINS.formatted("was"), 200, list("{\"outcome\":\"succeeded\"}"))
                .answers(LOGINS.formatted("never"), 200, list("{\"outcome\":\"refused\"}"));

        Shell.Result result = shell.run("doctor");

        assertThat(result.exitCode()).as(result.toString()).isZero();
        assertThat(result.out())
                .contains("warning  grants: never logged in: iqn.2000-01.x:never\n")
                .contains("warning  portals: all are on loopback");
    }

    @Test
    void twoHostsUnderOneNameAreWarnedOf() {
        serves(
                system(900, ""),
                "",
                "{\"initiator\":\"iqn.i\",\"address\":\"10.0.0.1:1\"},"
                        + "{\"initiator\":\"iqn.i\",\"address\":\"10.0.0.2:1\"}");

        assertThat(shell.run("doctor").out())
                .contains(
                        "warning  initiator names: iqn.i is logged in from 10.0.0.1 and 10.0.0.2");
    }

    @Test
    void secretsThatOthersMayReadFail() throws Exception {
        serves(system(900, ""), "", "");
        Path token = Files.writeString(directory.resolve("admin.token"), "t");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));

        Shell.Result result = shell.run("doctor");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("failed   admin.token: others may read it: rw-r--r--\n")
                .contains("-> chmod 600 " + token);
    }

    @Test
    void onCephTheMonitorsAreCalled() throws Exception {
        serves(system(900, ""), "", "");
        Path configuration = directory.resolve("ceph.conf");
        shell.set("RBDGATE_STORE", "rados").set("RBDGATE_CEPH_CONF", configuration.toString());
        int port = portal.getLocalPort();
        Files.writeString(
                configuration,
                "[global]\nmon host = [v2:127.0.0.1:%d/0,v1:127.0.0.1:%d/0]\n"
                        .formatted(port, port));
        assertThat(shell.run("doctor").out()).contains("ceph cluster: monitors answer: 2\n");

        Files.writeString(
                configuration, "[global]\nmon_host = 127.0.0.1:1, 127.0.0.1:%d\n".formatted(port));
        assertThat(shell.run("doctor").out())
                .contains("warning  ceph cluster: no answer from 127.0.0.1:1\n");

        Files.writeString(configuration, "[global]\nmon host = 127.0.0.1:1\n");
        assertThat(shell.run("doctor").out())
                .contains("failed   ceph cluster: no answer from 127.0.0.1:1\n");

        Files.delete(configuration);
        assertThat(shell.run("doctor").out()).contains("cannot be read", "RBDGATE_CEPH_CONF");
    }

    @Test
    void programsGetFindings() {
        serves(system(900, ""), "", "");

        assertThat(shell.run("doctor", "-o", "json").out())
                .startsWith("{\"findings\":[{\"check\":\"java\",\"state\":\"ok\",\"detail\":\"")
                .contains(
                        "{\"check\":\"gateway\",\"state\":\"ok\",\"detail\":\"version 1 answers\",\"advice\":\"\"}");
    }
}
