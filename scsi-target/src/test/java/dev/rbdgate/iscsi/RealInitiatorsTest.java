package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication.Credentials;
import dev.rbdgate.iscsi.catalogue.Grant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libiscsi's tools and QEMU against devices in memory; where they are installed. */
class RealInitiatorsTest {

    /** There a missing tool fails instead of being passed over. */
    private static final boolean CONTINUOUS_INTEGRATION = "true".equals(System.getenv("CI"));

    private static final long DEVICE_BYTES = 64 << 20;

    @TempDir Path directory;

    private final MemoryTarget memory =
            new MemoryTarget(
                    List.of(
                            new MemoryBlockDevice(DEVICE_BYTES),
                            new MemoryBlockDevice(DEVICE_BYTES)),
                    Optional.empty());

    @AfterEach
    void stop() {
        memory.close();
    }

    private String run(String... command) throws IOException, InterruptedException {
        boolean installed =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, command[0])));
        assumeTrue(installed || CONTINUOUS_INTEGRATION, command[0] + " is not installed");
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("%s ended in time, and said %s", command[0], text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    @Test
    void targetAndLunsAreListed() throws Exception {
        String url = "iscsi://127.0.0.1:" + memory.address.getPort();
        assertThat(run("iscsi-ls", "-s", url))
                .contains("Target:" + MemoryTarget.NAME)
                .contains("Lun:0")
                .contains("Lun:1");
    }

    @Test
    void inquiryAndCapacityAreAnswered() throws Exception {
        assertThat(run("iscsi-inq", memory.url(0))).contains("DIRECT_ACCESS");
        assertThat(run("iscsi-readcapacity16", memory.url(0)))
                .contains("Total size:" + DEVICE_BYTES);
    }

    @Test
    void imageGoesInAndOutUnchanged() throws Exception {
        Path image = directory.resolve("image.raw");
        Path back = directory.resolve("back.raw");
        Files.write(image, FullFeatureTest.random((int) DEVICE_BYTES, 5));
        run("qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", image.toString(), memory.url(0));
        run("qemu-img", "convert", "-f", "raw", "-O", "raw", memory.url(0), back.toString());
        assertThat(Files.mismatch(image, back)).isEqualTo(-1);
    }

    @Test
    void benchmarkRunsAtDepth32() throws Exception {
        for (String direction : List.of("-w", "")) {
            List<String> command = new ArrayList<>(List.of("qemu-img", "bench"));
            if (!direction.isEmpty()) {
                command.add(direction);
            }
            command.addAll(
                    List.of("-c", "2000", "-d", "32", "-s", "4096", "-t", "none", "-f", "raw"));
            command.add(memory.url(1));
            assertThat(run(command.toArray(String[]::new))).contains("Run completed");
        }
    }

    @Test
    void iscsiFamilyOfTheConformanceSuitePasses() throws Exception {
        assertThat(run("iscsi-test-cu", "--dataloss", "-t", "iSCSI", memory.url(0)))
                .containsPattern("tests +15 +15 +15 +0 +0");
    }

    @Test
    void temporaryRedirectionIsFollowedByLibiscsi() throws Exception {
        try (MemoryTarget moved = MemoryTarget.redirecting(memory.address)) {
            assertThat(run("iscsi-inq", moved.url(0))).contains("DIRECT_ACCESS");
        }
    }

    @Test
    void chapBothWaysWorksWithLibiscsi() throws Exception {
        ChapAuthentication chap =
                new ChapAuthentication(
                        new Credentials("host", "0123456789abcdef"),
                        Optional.of(new Credentials("gateway", "fedcba9876543210")));
        var grant = new Grant("*", List.of(), Optional.of(chap), Optional.empty());
        try (MemoryTarget secured =
                new MemoryTarget(
                        List.of(new MemoryBlockDevice(DEVICE_BYTES)), Optional.of(grant))) {
            String url =
                    secured.url(0)
                            .replace("iscsi://", "iscsi://host%0123456789abcdef@")
                            .concat("?target_user=gateway&target_password=fedcba9876543210");
            assertThat(run("iscsi-inq", url)).contains("DIRECT_ACCESS");
        }
    }
}
