package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The OCI image: what is in it, that it can be built again, and that it runs without privileges.
 */
@Tag("kubernetes")
final class ImageTest {

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(5);

    private final OciImage image = OciImage.get();

    @Test
    void aSecondBuildGivesTheSameBytes() throws IOException {
        Path other = Files.createDirectories(Path.of("target", "second-image").toAbsolutePath());
        Path built = OciImage.ARCHIVE.resolveSibling("libraries.json");
        Files.copy(built, other.resolve("libraries.json"), StandardCopyOption.REPLACE_EXISTING);
        Path stores = Path.of(System.getProperty("user.home"), ".cache", "rbdgate");
        Command.run(
                        BUILD_LIMIT,
                        Map.of(),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-classpath",
                                OciImage.ARCHIVE.resolveSibling("classes")
                                        + ":"
                                        + System.getProperty("java.class.path"),
                                "dev.rbdgate.image.ImageBuild",
                                image.tag(),
                                image.blob(image.index().at("/manifests/0"))
                                        .at("/annotations/org.opencontainers.image.created")
                                        .asString(),
                                "..",
                                other.toString(),
                                stores.resolve("packages").toString(),
                                stores.resolve("starts").toString()))
                .ok();
        assertThat(Files.mismatch(other.resolve("rbdgate-oci.tar"), OciImage.ARCHIVE)).isEqualTo(-1);
    }

    @Test
    void theBillOfMaterialsNamesLibrariesPackagesAndTheRuntime() {
        JsonNode referrer = image.blob(image.index().at("/manifests/1"));
        assertThat(referrer.at("/subject/digest"))
                .isEqualTo(image.index().at("/manifests/0/digest"));
        JsonNode bill = image.blob(referrer.at("/layers/0"));
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
                                network,
                                place,
                                List.of(),
                                Map.of("RBDGATE_VOLUME", "demo=64MiB"))) {
            gateway.awaitLog("REST on");
            assertThat(gateway.status("Uid")).startsWith("10001\t10001");
            assertThat(gateway.status("CapEff")).matches("0+");
            assertThat(gateway.status("CapBnd")).matches("0+");
            assertThat(gateway.status("NoNewPrivs")).isEqualTo("1");
            String disk = "iscsi://127.0.0.1:3260/" + Gateway.IQN_PREFIX + "demo/0";
            assertThat(network.run("iscsi-inq", disk).ok()).contains("RBDGATE");
            assertThat(network.run("iscsi-readcapacity16", disk).ok()).contains("67108864");
            assertThat(gateway.rbdgate("lun", "ls", "demo")).contains("rbd/demo");
            // The JVM refuses to start if the cache does not fit its options.
            assertThat(
                            gateway.run(
                                            OciImage.JAVA,
                                            "@/opt/rbdgate/gateway.options",
                                            "-XX:AOTMode=on",
                                            "-jar",
                                            "/opt/rbdgate/gateway/rbdgate-gateway.jar",
                                            "--help")
                                    .ok())
                    .contains("--data-dir");
            assertThat(gateway.stop()).isZero();
        }
    }

    @Test
    void itHasLibradosAndMissesOnlyAConfiguration(@TempDir Path place) {
        try (Network network = new Network();
                Container gateway =
                        new Container(
                                network, place, List.of(), Map.of("RBDGATE_STORE", "rados"))) {
            assertThat(gateway.awaitEnd()).isNotZero();
            assertThat(gateway.log())
                    .contains("/etc/ceph/ceph.conf")
                    .doesNotContain("UnsatisfiedLink", "librados.so", "\tat ");
        }
    }
}
