package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** dm-multipath over two portals, configured as {@code docs/multipath.conf} says. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MultipathTest {

    private static final String HOST = "iqn.2026-11.dev.rbdgate.test:multipath";

    private final Fixtures fixtures = new Fixtures();
    private final Network network = fixtures.add(new Network());
    private LinuxHost host;
    private String disk;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Gateway gateway = fixtures.add(new Gateway(network, directory.resolve("data"))).start();
        String iqn = Gateway.IQN_PREFIX + "two-paths";
        gateway.cli("image", "create", "rbd/two-paths", "--size", "512MiB").ok();
        gateway.send(
                "POST",
                "/targets",
                """
                {"iqn":"%s","portals":[{"address":"%s","port":3260,"group":1},
                                       {"address":"%s","port":3260,"group":2}]}
                """
                        .formatted(iqn, Network.ADDRESS, Network.SECOND_ADDRESS));
        gateway.cli("lun", "create", iqn, "rbd/two-paths").ok();
        gateway.cli("initiator", "create", iqn, HOST).ok();

        host = fixtures.add(new LinuxHost(network, HOST, directory));
        host.startMultipath();
        assertThat(host.login()).contains(Network.ADDRESS, Network.SECOND_ADDRESS);
        host.awaitPaths(2, 2);
        disk = host.run("ls /dev/mapper/* | grep -v control").strip();
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    @Test
    void ioGoesOnOverEitherPathWhileTheOtherIsGone() {
        host.format("ext4", disk, "/mnt/a");
        host.startWriter("/mnt/a");
        host.awaitWriter(3);
        for (String portal : new String[] {Network.ADDRESS, Network.SECOND_ADDRESS}) {
            network.takeAway(portal);
            host.awaitPaths(1, 2);
            host.awaitWriter(5);
            network.giveBack(portal);
            host.awaitPaths(2, 2);
            host.awaitWriter(3);
        }
        host.stopWriter("/mnt/a");
        host.run("umount /mnt/a");
        host.checkFileSystem("ext4", disk);
        // Errors of single paths are what this is about; none may reach the map above them.
        host.run("if dmesg | grep -E 'EXT4-fs (error|warning)|error.*dev dm-'; then exit 1; fi");
    }

    @Test
    void thePathsAreOfOneUnitAndOfOnePriority() {
        assertThat(host.run("multipath -ll"))
                .contains("RBDGATE,RBD IMAGE", "features='1 queue_if_no_path'")
                .containsOnlyOnce("dm-0")
                .containsOnlyOnce("policy=")
                .containsPattern("prio=50 status=active");
    }
}
