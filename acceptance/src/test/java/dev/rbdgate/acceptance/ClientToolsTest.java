package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** libiscsi's tools and QEMU on a volume that {@code ./rbdgate up --volume} made. */
@Tag("clients")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClientToolsTest {

    private static final Duration SLOW = Duration.ofMinutes(3);
    private static final String IQN = Gateway.IQN_PREFIX + "demo";
    private static final String URL = "iscsi://127.0.0.1:3260/" + IQN + "/0";
    private static final String URL_6 = "iscsi://[::1]:3260/" + IQN + "/0";

    private final Network network = new Network();
    private Gateway gateway;

    @TempDir private static Path directory;

    @BeforeAll
    void start() {
        gateway =
                new Gateway(network, directory.resolve("data"))
                        .with("RBDGATE_ISCSI_HOST", "0.0.0.0,[::]")
                        .start("--volume", "demo=1GiB", "--volume", "odd=1000MiB");
    }

    @AfterAll
    void stop() {
        gateway.close();
        network.close();
    }

    @Test
    void upPrintsTheLinesToPaste() {
        assertThat(gateway.log())
                .contains("iscsiadm -m discovery", "iscsiadm -m node", IQN, "initiator create");
    }

    @Test
    void discoveryListsTargetsAndLuns() {
        String listing = network.run("iscsi-ls", "-s", "iscsi://127.0.0.1:3260").ok();
        assertThat(listing).contains("Target:" + IQN, "Lun:0", "Size:1023M");
        assertThat(network.run("iscsi-ls", "-s", "iscsi://[::1]:3260").ok())
                .contains("Target:" + IQN, "Portal:[::1]:3260");
    }

    @Test
    void inquiryAndItsPagesAreUnderstood() {
        assertThat(network.run("iscsi-inq", URL).ok()).contains("Vendor:RBDGATE");
        for (int page : new int[] {0x00, 0x80, 0x83, 0xb0, 0xb1, 0xb2}) {
            inquiry(URL, page);
        }
        assertThat(inquiry(URL_6, 0x83)).contains("NAA", "RBDGATE");
    }

    /** iscsi-inq reads page codes as decimal numbers only. */
    private String inquiry(String url, int page) {
        return network.run("iscsi-inq", "-e", "1", "-c", String.valueOf(page), url).ok();
    }

    @Test
    void readCapacityTellsTheSize() {
        assertThat(network.run("iscsi-readcapacity16", URL).ok())
                .contains("Total size:" + (1L << 30), "LBPME:1", "LBPRZ:1");
    }

    @Test
    void perfReadsWithoutErrors() {
        assertThat(network.run("iscsi-perf", "-m", "32", "-b", "8", "-t", "2", URL).ok())
                .doesNotContainIgnoringCase("failed");
    }

    @Test
    void qemuConvertsADiskImageToTheVolumeAndBack() {
        Path source = directory.resolve("source.qcow2");
        Path raw = directory.resolve("source.raw");
        Path back = directory.resolve("back.raw");
        // A real disk: a file system with this JVM's class library in it, in sparse qcow2.
        network.run(
                        SLOW,
                        "bash",
                        "-c",
                        """
                        set -e
                        truncate -s 1000M "$1"
                        mkfs.ext4 -q -d /usr/share/doc "$1"
                        qemu-img convert -f raw -O qcow2 "$1" "$2"
                        """,
                        "make",
                        raw.toString(),
                        source.toString())
                .ok();
        String url = "iscsi://127.0.0.1:3260/" + Gateway.IQN_PREFIX + "odd/0";
        network.run(SLOW, "qemu-img", "convert", "-n", "-O", "raw", source.toString(), url).ok();
        network.run(SLOW, "qemu-img", "convert", "-f", "raw", "-O", "raw", url, back.toString())
                .ok();
        network.run(SLOW, "cmp", raw.toString(), back.toString()).ok();
        network.run(SLOW, "qemu-img", "compare", "-f", "qcow2", "-F", "raw", source.toString(), url)
                .ok();
    }
}
