package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Debian package: what is in it, that it can be installed, and runs from where it was unpacked.
 */
@Tag("docs")
final class PackageTest {

    /** dpkg runs other packages' triggers, too: the index of all manual pages takes its time. */
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);

    private static final Path DEB = Path.of("../deb/target/rbdgate.deb");

    @TempDir private static Path root;

    @BeforeAll
    static void unpack() {
        Command.run("dpkg-deb", "-x", DEB.toString(), root.toString()).ok();
    }

    @Test
    void itHoldsProgramUnitPagesAndCompletion() {
        assertThat(Command.run("dpkg-deb", "-c", DEB.toString()).ok())
                .contains(
                        "./usr/bin/rbdgate -> /usr/lib/rbdgate/rbdgate",
                        "./lib/systemd/system/rbdgate.service",
                        "./etc/default/rbdgate",
                        "./usr/share/man/man1/rbdgate.1",
                        "./usr/share/man/man1/rbdgate-volume.1",
                        "./usr/share/bash-completion/completions/rbdgate",
                        "./usr/share/zsh/vendor-completions/_rbdgate",
                        "./usr/share/fish/vendor_completions.d/rbdgate.fish");
        assertThat(Command.run("dpkg-deb", "-f", DEB.toString(), "Package").ok().strip())
                .isEqualTo("rbdgate");
        assertThat(Command.run("dpkg-deb", "--ctrl-tarfile", DEB.toString()).status()).isZero();
    }

    /** Really installed, on a copy of this machine that is thrown away. */
    @Test
    void itIsInstalledRunsAsItsUnitSaysAndIsRemoved(@TempDir Path place) {
        try (Network network = new Network()) {
            String told =
                    network.run(
                                    INSTALL_LIMIT,
                                    "unshare",
                                    "--mount",
                                    "bash",
                                    Path.of("src/test/resources/package/install").toString(),
                                    DEB.toAbsolutePath().normalize().toString(),
                                    place.toString())
                            .ok();
            assertThat(told)
                    .contains(
                            "installed\n",
                            "documented and completed\n",
                            "created volume demo\n",
                            "serves\n",
                            "removed, and the data kept\n");
        }
    }

    @Test
    void systemdAcceptsTheUnit() throws IOException {
        Path unit = root.resolve("lib/systemd/system/rbdgate.service");
        // The program is looked for; it is where the package was unpacked.
        Path here = root.resolve("rbdgate.service");
        Files.writeString(
                here,
                Files.readString(unit)
                        .replace(
                                "/usr/bin/rbdgate",
                                root.resolve("usr/lib/rbdgate/rbdgate").toString())
                        .replace("User=rbdgate", "User=daemon")
                        .replace("Group=rbdgate", "Group=daemon"));

        Command.Result verified =
                Command.run("systemd-analyze", "verify", "--man=no", here.toString());

        assertThat(verified.status()).as(verified.output()).isZero();
        assertThat(verified.output()).doesNotContain("rbdgate.service");
    }

    @Test
    void itRunsWithoutABuildAndServes(@TempDir Path data) throws IOException {
        Path script = root.resolve("usr/lib/rbdgate/rbdgate");
        try (Network network = new Network()) {
            ProcessBuilder builder =
                    new ProcessBuilder(
                            network.inside(
                                    List.of(script.toString(), "up", "--volume", "demo=16MiB")));
            builder.environment().put("RBDGATE_DATA_DIR", data.resolve("d").toString());
            builder.redirectErrorStream(true);
            Process gateway = builder.start();
            try (BufferedReader log = gateway.inputReader(StandardCharsets.UTF_8)) {
                assertThat(log.lines().anyMatch(it -> it.contains("--login"))).isTrue();
                assertThat(network.run("iscsi-ls", "iscsi://127.0.0.1:3260").ok())
                        .contains("iqn.2026-11.dev.rbdgate:demo");
                assertThat(
                                Command.run(
                                                Command.DEFAULT_LIMIT,
                                                Map.of(
                                                        "RBDGATE_DATA_DIR",
                                                        data.resolve("d").toString()),
                                                network.inside(
                                                        List.of(script.toString(), "volume", "ls")))
                                        .ok())
                        .contains("demo");
            } finally {
                gateway.descendants().forEach(ProcessHandle::destroyForcibly);
                gateway.destroyForcibly();
            }
        }
    }
}
