package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, refusing to start, and finding everything again. */
@Tag("service")
final class ServiceTest {

    private static final String DISCOVER = "iscsi://127.0.0.1:3260";

    private final Network network = new Network();
    private final Gateway gateway;
    private final Path data;

    ServiceTest(@TempDir Path directory) {
        data = directory.resolve("data");
        gateway = new Gateway(network, data);
    }

    @AfterEach
    void stop() {
        gateway.close();
        network.close();
    }

    @Test
    void aSecondStartFindsEverythingAgain() {
        gateway.start("--volume", "demo=64MiB");
        String before = network.run("iscsi-inq", "-e", "1", "-c", "131", url("demo")).ok();
        gateway.stop();
        gateway.start();
        assertThat(network.run("iscsi-inq", "-e", "1", "-c", "131", url("demo")).ok())
                .isEqualTo(before);
        gateway.stop();
        gateway.start("--volume", "demo=64MiB");
        assertThat(network.run("iscsi-ls", "-s", DISCOVER).ok()).containsOnlyOnce("Target:");
    }

    @Test
    void aVolumeOfAnotherSizeIsRefusedWithTheResizeCommand() {
        gateway.start("--volume", "demo=64MiB");
        gateway.stop();
        Command.Result refused = gateway.startRefused("--volume", "demo=128MiB");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.output()).contains("rbdgate image set rbd/demo --size");
    }

    @Test
    void volumesWithBadNamesOrSizesAreUsageErrors() {
        for (String volume : new String[] {"Demo=1GiB", "demo", "demo=", "demo=0", "demo=1XB"}) {
            Command.Result refused = gateway.startRefused("--volume", volume);
            assertThat(refused.status()).as(volume).isEqualTo(2);
            assertThat(refused.output()).contains(volume).doesNotContain("Exception");
        }
    }

    @Test
    void aDataDirectoryInUseIsRefused() {
        gateway.start();
        Gateway second =
                new Gateway(network, data)
                        .with("RBDGATE_HTTP_PORT", "8081")
                        .with("RBDGATE_ISCSI_PORT", "3261");
        Command.Result refused = second.startRefused();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains(data.toString(), "in use").doesNotContain("\tat ");
        network.run("iscsi-ls", DISCOVER).ok();
    }

    @Test
    void aPortInUseIsRefusedWithTheSettingToChange(@TempDir Path other) {
        gateway.start();
        Command.Result http = new Gateway(network, other.resolve("a")).startRefused();
        assertThat(http.status()).isNotZero();
        assertThat(http.output()).contains("RBDGATE_HTTP_PORT").doesNotContain("\tat ");
        Command.Result iscsi =
                new Gateway(network, other.resolve("b"))
                        .with("RBDGATE_HTTP_PORT", "8081")
                        .startRefused();
        assertThat(iscsi.status()).isNotZero();
        assertThat(iscsi.output()).contains("RBDGATE_ISCSI_PORT").doesNotContain("\tat ");
    }

    @Test
    void aForeignDirectoryIsRefusedAndLeftAlone() throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("letter.txt"), "mine");
        Command.Result refused = gateway.startRefused();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains(data.toString()).doesNotContain("\tat ");
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve("letter.txt"));
        }
    }

    @Test
    void aCorruptDatabaseIsRefusedWithWhatToDo() throws IOException {
        gateway.start("--volume", "demo=64MiB");
        gateway.stop();
        Path database;
        try (var files = Files.list(data)) {
            database =
                    files.filter(file -> file.toString().endsWith(".mv.db"))
                            .findFirst()
                            .orElseThrow();
        }
        Files.write(database, new byte[8192]);
        Command.Result refused = gateway.startRefused();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output()).contains(database.toString()).doesNotContain("\tat ");
    }

    @Test
    void anUnknownSettingNamesTheNearestKnownOne() {
        Command.Result refused = gateway.with("RBDGATE_ISCSI_PROT", "3333").startRefused();
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output())
                .containsIgnoringCase("iscsi")
                .containsAnyOf("RBDGATE_ISCSI_PORT", "rbdgate.iscsi.port", "rbdgate.iscsi-port");
    }

    @Test
    void aHostWithoutAGrantSeesNothing() {
        gateway.start();
        gateway.cli("image", "create", "rbd/secret", "--size", "16MiB").ok();
        gateway.cli("target", "create", "secret").ok();
        gateway.cli("lun", "create", "secret", "rbd/secret").ok();
        gateway.cli("initiator", "create", "secret", "iqn.2026-11.dev.rbdgate.test:friend").ok();
        assertThat(network.run("iscsi-ls", DISCOVER).output()).doesNotContain("secret");
        assertThat(network.run("iscsi-inq", url("secret")).status()).isNotZero();
        network.run("iscsi-inq", "-i", "iqn.2026-11.dev.rbdgate.test:friend", url("secret")).ok();
    }

    private static String url(String name) {
        return "iscsi://127.0.0.1:3260/" + Gateway.IQN_PREFIX + name + "/0";
    }
}
