package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistentVolumeCommandTest {

    private static final String LIST =
            """
            {"apiVersion":"v1","kind":"List","items":[{"kind":"PersistentVolume"},\
            {"kind":"PersistentVolumeClaim","metadata":{"name":"demo-0","namespace":"shop"}}]}\
            """;

    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @AfterEach
    void close() {
        gateway.close();
    }

    private void answer() {
        gateway.answers(
                "GET /api/v1/targets/iqn.2026-11.dev.rbdgate:demo/luns/0/persistent-volume"
                        + "?portal=192.0.2.1:3260,192.0.2.2:3260&namespace=shop",
                200,
                LIST);
    }

    @Test
    void theObjectsArePrintedAsTheGatewayTellsThem() {
        answer();
        assertThat(
                        shell.run(
                                        "lun pv demo 0 --portal 192.0.2.1:3260,192.0.2.2:3260 --namespace shop"
                                                .split(" "))
                                .out())
                .isEqualTo(LIST + "\n");
    }

    @Test
    void theSecretIsAddedWhereItsContentIsGiven(@TempDir Path directory) throws IOException {
        answer();
        Path file = Files.writeString(directory.resolve("secret"), "twelve-characters\n");
        String out =
                shell.run(
                                "lun",
                                "pv",
                                "demo",
                                "0",
                                "--portal",
                                "192.0.2.1:3260,192.0.2.2:3260",
                                "--namespace",
                                "shop",
                                "--chap-user",
                                "n",
                                "--chap-secret-file",
                                file.toString())
                        .out();
        assertThat(out)
                .contains(
                        "\"kind\":\"Secret\",\"type\":\"kubernetes.io/iscsi-chap\","
                                + "\"metadata\":{\"name\":\"demo-0\",\"namespace\":\"shop\"},"
                                + "\"stringData\":{\"node.session.auth.username\":\"n\","
                                + "\"node.session.auth.password\":\"twelve-characters\"}");
    }
}
