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

/** The gateway on a real Ceph cluster, beside {@code rbd}, QEMU's librbd and the kernel's rbd. */
@Tag("ceph")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CephTest {

    private static final Duration SLOW = Duration.ofMinutes(3);
    private static final String SIZE = "256M";

    private final Network network = new Network();
    private CephCluster cluster;
    private Gateway gateway;
    private Path data;

    @TempDir private static Path directory;

    @BeforeAll
    void start() {
        cluster = new CephCluster(network, directory.resolve("ceph-" + System.nanoTime()));
        data = directory.resolve("data");
        gateway =
                new Gateway(network, data)
                        .with("RBDGATE_STORE", "rados")
                        .with("RBDGATE_CEPH_CONF", cluster.conf().toString())
                        .start("--volume", "demo=256MiB");
        // A file system with real files in it, of the size that the images have.
        Path disk = disk("source");
        network.run(
                        SLOW,
                        "bash",
                        "-c",
                        "truncate -s %s %s && mkfs.ext4 -q -d /usr/share/doc/ %s"
                                .formatted(SIZE, disk, disk))
                .ok();
    }

    @AfterAll
    void stop() {
        gateway.close();
        cluster.close();
        network.close();
    }

    private Path disk(String name) {
        return directory.resolve(name + ".raw");
    }

    private static String url(String target) {
        return "iscsi://127.0.0.1:3260/" + Gateway.IQN_PREFIX + target + "/0";
    }

    /** Maps an image of the pool as LUN 0 of a target of that name. */
    private void map(String target, String image) {
        String iqn = Gateway.IQN_PREFIX + target;
        gateway.send("POST", "/targets", "{\"iqn\":\"%s\"}".formatted(iqn));
        gateway.send(
                "POST",
                "/targets/" + iqn + "/luns",
                "{\"image\":\"%s\",\"lun\":0}".formatted(image));
        gateway.send(
                "POST",
                "/targets/" + iqn + "/initiators",
                "{\"initiator\":\"*\",\"addresses\":[\"127.0.0.0/8\"]}");
    }

    private void convert(String from, String to) {
        network.run(SLOW, "qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", from, to).ok();
    }

    private void expectEqual(Path one, Path other) {
        network.run(SLOW, "cmp", one.toString(), other.toString()).ok();
    }

    @Test
    void whatAnInitiatorWroteRbdExports() {
        convert(disk("source").toString(), url("demo"));
        Path exported = disk("exported");
        cluster.rbd("export", "--no-progress", "rbd/demo", exported.toString());
        expectEqual(disk("source"), exported);
        assertThat(cluster.rbd("info", "rbd/demo"))
                .contains(
                        "size 256 MiB in 64 objects",
                        "features: layering, exclusive-lock, object-map, fast-diff, deep-flatten",
                        "format: 2");
    }

    @Test
    void whatRbdImportedAnInitiatorReads() {
        cluster.rbd("import", "--no-progress", disk("source").toString(), "rbd/theirs");
        map("theirs", "rbd/theirs");
        Path read = disk("read");
        network.run(SLOW, "qemu-img", "convert", "-O", "raw", url("theirs"), read.toString()).ok();
        expectEqual(disk("source"), read);
    }
}
