package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

    private static final int PIECE = 4 << 20;
    private static final String CONTENT = "PUT /api/v1/images/rbd/disk/content?format=diff-v1";

    @TempDir private Path directory;
    private final FakeGateway gateway = new FakeGateway();
    private final Shell shell = Shell.at(gateway);

    @BeforeEach
    void enter() {
        shell.in(directory);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void makes(long sizeBytes) {
        gateway.answers("POST /api/v1/images", 201, "{\"sizeBytes\":" + sizeBytes + "}")
                .answers(CONTENT, 200, "{}");
    }

    @Test
    void aRawDiskBecomesAnImageWithoutItsZeroes() throws Exception {
        makes(3 * PIECE + 512);
        byte[] disk = new byte[3 * PIECE + 1];
        disk[PIECE + 5] = 'x';
        Files.write(directory.resolve("disk.raw"), disk);

        Shell.Result result = shell.run("import", "disk.raw");

        assertThat(result).isEqualTo(new Shell.Result(0, "imported image rbd/disk\n", ""));
        assertThat(gateway.requests().getFirst().body())
                .isEqualTo(
                        "{\"pool\":\"rbd\",\"name\":\"disk\",\"size\":" + (3 * PIECE + 512) + "}");
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes("rbd diff v1\ns".getBytes(StandardCharsets.US_ASCII));
        expected.writeBytes(new byte[] {0, 2, (byte) 0xc0, 0, 0, 0, 0, 0});
        expected.writeBytes(new byte[] {'w', 0, 0, 0x40, 0, 0, 0, 0, 0});
        expected.writeBytes(new byte[] {0, 0, 0x40, 0, 0, 0, 0, 0});
        expected.write(disk, PIECE, PIECE);
        expected.write('e');
        assertThat(gateway.lastBytes()).isEqualTo(expected.toByteArray());
    }

    @Test
    void inputIsTakenWithANameAndASize() {
        makes(512);

        assertThat(shell.input("x").run("import", "-", "disk", "--size", "512").exitCode())
                .isZero();
        assertThat(gateway.lastBytes()).contains('w', 'x', 'e');
        assertThat(shell.run("import", "-", "disk").exitCode()).isEqualTo(2);
        assertThat(shell.run("import", "-", "--size", "512").exitCode()).isEqualTo(2);
    }

    @Test
    void anImageThatIsThereIsLeftAlone() throws Exception {
        gateway.answers("POST /api/v1/images", 200, "{\"sizeBytes\":512}");
        Files.write(directory.resolve("disk.img"), new byte[512]);

        Shell.Result result = shell.run("import", "disk.img");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("image rbd/disk exists", "rbdgate image import FILE");
        assertThat(gateway.requests()).hasSize(1);
    }

    @Test
    void whatWasRefusedLeavesNoImage() throws Exception {
        gateway.answers("POST /api/v1/images", 201, "{\"sizeBytes\":512}")
                .refuses(CONTENT, 507, "{\"detail\":\"the store is full\"}")
                .says("DELETE /api/v1/images/rbd/disk", 204, "text/plain", "");
        Files.write(directory.resolve("disk.img"), new byte[512]);

        Shell.Result result = shell.run("import", "disk.img");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("the store is full");
        assertThat(gateway.requests().getLast().method()).isEqualTo("DELETE");
    }

    /** The gateway closes the connection, and its answer may be lost with what was on its way. */
    @Test
    void anImportWhoseTaskWasCancelledSaysSoAndLeavesNoImage() throws Exception {
        gateway.answers("POST /api/v1/images", 201, "{\"sizeBytes\":512}")
                .hangsUp(CONTENT)
                .answers(
                        "GET /api/v1/tasks?kind=image.import&subject=rbd/disk",
                        200,
                        """
                        {"items":[{"id":"3","state":"succeeded"},{"id":"7","state":"cancelled"}],
                         "next":null}
                        """)
                .says("DELETE /api/v1/images/rbd/disk", 204, "text/plain", "");
        Files.write(directory.resolve("disk.img"), new byte[512]);

        Shell.Result result = shell.run("import", "disk.img");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("the import of rbd/disk was cancelled", "it was task 7")
                .doesNotContain("no gateway answers");
        assertThat(gateway.requests().getLast().method()).isEqualTo("DELETE");
    }

    @Test
    void aConnectionThatIsLostIsNotTakenForAnOlderTasksEnd() throws Exception {
        gateway.answers("POST /api/v1/images", 201, "{\"sizeBytes\":512}")
                .hangsUp(CONTENT)
                .answers(
                        "GET /api/v1/tasks?kind=image.import&subject=rbd/disk",
                        200,
                        """
                        {"items":[{"id":"3","state":"cancelled"},{"id":"7","state":"running"}],
                         "next":null}
                        """)
                .says("DELETE /api/v1/images/rbd/disk", 204, "text/plain", "");
        Files.write(directory.resolve("disk.img"), new byte[512]);

        Shell.Result result = shell.run("import", "disk.img");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("no gateway answers");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThat(shell.run("import", "nothing.raw").exitCode()).isEqualTo(1);
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void otherFormatsGoThroughQemuImg() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/qemu-img")), "qemu-img is not installed");
        makes(1 << 20);
        byte[] disk = new byte[1 << 20];
        disk[9] = 'q';
        Path raw = Files.write(directory.resolve("raw"), disk);
        for (String format : new String[] {"qcow2", "vmdk", "vdi", "vhdx"}) {
            Path file = directory.resolve("disk." + format);
            Process convert =
                    new ProcessBuilder(
                                    "qemu-img",
                                    "convert",
                                    "-f",
                                    "raw",
                                    "-O",
                                    format,
                                    raw.toString(),
                                    file.toString())
                            .inheritIO()
                            .start();
            assertThat(convert.waitFor()).isZero();

            Shell.Result result = shell.run("import", file.getFileName().toString());

            assertThat(result).isEqualTo(new Shell.Result(0, "imported image rbd/disk\n", ""));
            byte[] sent = gateway.lastBytes();
            assertThat(sent[12 + 9 + 17 + 9]).as(format).isEqualTo((byte) 'q');
        }
    }

    @Test
    void aBrokenDiskIsRefusedInQemusWords() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/qemu-img")), "qemu-img is not installed");
        Files.write(directory.resolve("disk.qcow2"), new byte[] {'Q', 'F', 'I', (byte) 0xfb, 9});

        Shell.Result result = shell.run("import", "disk.qcow2");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("qemu-img cannot read").contains("qcow2");
        assertThat(gateway.requests()).isEmpty();
    }
}
