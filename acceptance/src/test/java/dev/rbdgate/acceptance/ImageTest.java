package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The OCI image: what is in it, that it can be built again, and that it runs without privileges.
 */
@Tag("kubernetes")
final class ImageTest {

    private static final Path ARCHIVE = Path.of("..", "image", "target", "rbdgate-oci.tar");
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(5);
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir static Path directory;

    private static Path layout;
    private static Path unpacked;
    private static String tag;

    @BeforeAll
    static void unpack() throws IOException {
        assertThat(ARCHIVE).as("made by: mvnw -pl image -am package -Dquick -Dimage").exists();
        layout = Files.createDirectories(directory.resolve("layout"));
        Command.run("tar", "-xf", ARCHIVE.toString(), "-C", layout.toString()).ok();
        tag = index().at("/manifests/0/annotations/org.opencontainers.image.ref.name").asString();
        unpacked = directory.resolve("unpacked");
        Command.run("umoci", "unpack", "--image", layout + ":" + tag, unpacked.toString()).ok();
    }

    private static JsonNode index() throws IOException {
        return JSON.readTree(Files.readAllBytes(layout.resolve("index.json")));
    }

    private static JsonNode blob(String digest) throws IOException {
        return JSON.readTree(
                Files.readAllBytes(layout.resolve("blobs").resolve(digest.replace(':', '/'))));
    }

    @Test
    void aSecondBuildGivesTheSameBytes(@TempDir Path other) throws IOException {
        Path built = ARCHIVE.resolveSibling("libraries.json");
        Files.copy(built, other.resolve("libraries.json"), StandardCopyOption.REPLACE_EXISTING);
        Path stores = Path.of(System.getProperty("user.home"), ".cache", "rbdgate");
        Command.run(
                        BUILD_LIMIT,
                        Map.of(),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-classpath",
                                ARCHIVE.resolveSibling("classes")
                                        + ":"
                                        + System.getProperty("java.class.path"),
                                "dev.rbdgate.image.ImageBuild",
                                tag,
                                blob(index().at("/manifests/0/digest").asString())
                                        .at("/annotations/org.opencontainers.image.created")
                                        .asString(),
                                "..",
                                other.toString(),
                                stores.resolve("packages").toString(),
                                stores.resolve("starts").toString()))
                .ok();
        assertThat(Files.mismatch(other.resolve("rbdgate-oci.tar"), ARCHIVE)).isEqualTo(-1);
    }

    @Test
    void theBillOfMaterialsNamesLibrariesPackagesAndTheRuntime() throws IOException {
        JsonNode referrer = blob(index().at("/manifests/1/digest").asString());
        assertThat(referrer.at("/subject/digest").asString())
                .isEqualTo(index().at("/manifests/0/digest").asString());
        JsonNode bill = blob(referrer.at("/layers/0/digest").asString());
        assertThat(bill.get("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(bill.get("components").valueStream().map(it -> it.get("purl").asString()))
                .anyMatch(it -> it.startsWith("pkg:maven/io.netty/netty-handler@"))
                .anyMatch(it -> it.startsWith("pkg:maven/com.h2database/h2@"))
                .anyMatch(it -> it.startsWith("pkg:deb/debian/librados2@"))
                .anyMatch(it -> it.startsWith("pkg:deb/debian/libc6@"))
                .anyMatch(it -> it.startsWith("pkg:generic/openjdk@25"))
                .doesNotHaveDuplicates();
    }

    @Test
    void itServesDisksAsAPlainUserOnAReadOnlyRoot(@TempDir Path place) {
        try (Network network = new Network();
                Container gateway =
                        new Container(
                                network, unpacked, place, Map.of("RBDGATE_VOLUME", "demo=64MiB"))) {
            gateway.awaitLog("REST on");
            assertThat(gateway.status("Uid")).startsWith("10001\t10001");
            assertThat(gateway.status("CapEff")).matches("0+");
            assertThat(gateway.status("CapBnd")).matches("0+");
            assertThat(gateway.status("NoNewPrivs")).isEqualTo("1");
            String disk = "iscsi://127.0.0.1:3260/" + Gateway.IQN_PREFIX + "demo/0";
            assertThat(network.run("iscsi-inq", disk).ok()).contains("RBDGATE");
            assertThat(network.run("iscsi-readcapacity16", disk).ok()).contains("67108864");
            assertThat(
                            gateway.run(
                                            "/opt/rbdgate/jre/bin/java",
                                            "-jar",
                                            "/opt/rbdgate/cli/rbdgate-cli.jar",
                                            "lun",
                                            "ls",
                                            "demo")
                                    .ok())
                    .contains("rbd/demo");
            // The JVM refuses to start if the cache does not fit its options.
            assertThat(
                            gateway.run(
                                            "/opt/rbdgate/jre/bin/java",
                                            "@/opt/rbdgate/gateway.options",
                                            "-XX:AOTMode=on",
                                            "-jar",
                                            "/opt/rbdgate/gateway/rbdgate-gateway.jar",
                                            "--help")
                                    .ok())
                    .contains("--data-dir");
            // The shutdown hook has run, and the JVM reports the signal (128 + 15).
            assertThat(gateway.stop()).isEqualTo(143);
        }
    }

    @Test
    void itHasLibradosAndMissesOnlyAConfiguration(@TempDir Path place) {
        try (Network network = new Network();
                Container gateway =
                        new Container(network, unpacked, place, Map.of("RBDGATE_STORE", "rados"))) {
            assertThat(gateway.awaitEnd()).isNotZero();
            assertThat(gateway.log())
                    .contains("/etc/ceph/ceph.conf")
                    .doesNotContain("UnsatisfiedLink", "librados.so", "\tat ");
        }
    }
}
