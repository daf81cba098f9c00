package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotCommandsTest {

    private static final String DEMO = "/api/v1/images/rbd/demo";

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aSnapshotIsTakenListedChangedAndRemoved() {
        gateway.answers("POST " + DEMO + "/snapshots", 201, "{\"id\":4,\"name\":\"monday\"}")
                .answers(
                        "GET " + DEMO + "/snapshots",
                        200,
                        """
                        {"items":[{"id":4,"name":"monday","sizeBytes":1073741824,\
                        "protected":true,"children":1,"created":"2026-11-23T05:00:00Z"}],"next":null}\
                        """)
                .answers("PATCH " + DEMO + "/snapshots/monday", 200, "{}")
                .says("DELETE " + DEMO + "/snapshots/monday", 204, "text/plain", "");

        shell.run("snapshot", "create", "demo@monday", "--protected");
        assertThat(gateway.request().body()).isEqualTo("{\"name\":\"monday\",\"protected\":true}");
        assertThat(shell.run("snapshot", "ls", "demo").out())
                .contains("monday", "1 GiB", "yes", "2026-11-23T05:00:00Z");
        shell.run("snapshot", "set", "demo@monday", "--name", "first", "--protected", "false");
        assertThat(gateway.requests().getLast().body())
                .isEqualTo("{\"name\":\"first\",\"protected\":false}");
        assertThat(shell.run("snapshot", "rm", "demo@monday").out())
                .isEqualTo("removed snapshot rbd/demo@monday\n");
    }

    @Test
    void rollbackInANamespaceNamesItInTheQuery() {
        String path = "/api/v1/images/rbd/demo/snapshots/monday/rollback?namespace=team";
        gateway.answers("POST " + path, 200, "{}");

        shell.run("snapshot", "rollback", "rbd/team/demo@monday", "--force");

        assertThat(gateway.request().body()).isEqualTo("{\"force\":true}");
    }

    @Test
    void aSnapshotWithoutItsImageIsAUsageError() {
        Shell.Result result = shell.run("snapshot", "show", "monday");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("IMAGE@SNAPSHOT", "'monday'");
    }

    @Test
    void aCloneNeedsNoSizeAndAnyOtherImageDoes() {
        gateway.answers("POST /api/v1/images", 201, "{}");

        shell.run("image", "create", "copy", "--from", "demo@monday");

        assertThat(gateway.request().body())
                .isEqualTo("{\"pool\":\"rbd\",\"name\":\"copy\",\"from\":\"rbd/demo@monday\"}");
        assertThat(shell.run("image", "create", "copy").exitCode()).isEqualTo(2);
    }

    @Test
    void featuresAreSwitchedApartFromTheRest() {
        gateway.answers("PATCH " + DEMO + "/features", 200, "{}")
                .answers("PATCH " + DEMO, 200, "{}");

        shell.run(
                "image set demo --enable object-map,fast-diff --disable deep-flatten --name other"
                        .split(" "));

        assertThat(gateway.requests().getFirst().body())
                .isEqualTo(
                        "{\"enable\":[\"object-map\",\"fast-diff\"],\"disable\":[\"deep-flatten\"]}");
        assertThat(gateway.requests().getLast().body()).isEqualTo("{\"name\":\"other\"}");
    }

    @Test
    void metadataIsSetAndRemovedByKey() {
        gateway.answers("PUT " + DEMO + "/metadata/owner", 200, "{}")
                .says("DELETE " + DEMO + "/metadata/owner", 204, "text/plain", "");

        shell.run("metadata", "set", "demo", "owner", "databases");

        assertThat(gateway.request().body()).isEqualTo("{\"value\":\"databases\"}");
        assertThat(shell.run("metadata", "rm", "demo", "owner").exitCode()).isZero();
    }

    @Test
    void theTrashTakesAnImageAndGivesItBack() {
        gateway.answers("POST /api/v1/trash", 201, "{\"id\":\"10ab\"}")
                .answers("POST /api/v1/trash/10ab/restore?pool=fast", 200, "{}")
                .says("DELETE /api/v1/trash/10ab?force=true", 204, "text/plain", "");

        shell.run("trash", "create", "demo", "--deferment", "PT1H");
        assertThat(gateway.request().body())
                .isEqualTo("{\"image\":\"rbd/demo\",\"deferment\":\"PT1H\"}");
        shell.run("trash", "restore", "10ab", "--pool", "fast", "--name", "again");
        assertThat(gateway.requests().getLast().body()).isEqualTo("{\"name\":\"again\"}");
        assertThat(shell.run("trash", "rm", "10ab", "--force").exitCode()).isZero();
    }

    @Test
    void namespacesAreMadeAndRemoved() {
        gateway.answers("POST /api/v1/namespaces", 201, "{}")
                .says("DELETE /api/v1/namespaces/team?pool=rbd", 204, "text/plain", "");

        shell.run("namespace", "create", "rbd/team");
        assertThat(gateway.request().body()).isEqualTo("{\"pool\":\"rbd\",\"name\":\"team\"}");
        assertThat(shell.run("namespace", "rm", "rbd/team").exitCode()).isZero();
        assertThat(shell.run("namespace", "create", "team").exitCode()).isEqualTo(2);
    }
}
