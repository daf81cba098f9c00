package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a pod, as the kubelet asks for it (SIGTERM), and the next one with the same volume. */
@Tag("kubernetes")
final class PodEndTest {

    private static final String INITIATOR = "iqn.1993-08.org.debian:01:drained-node";
    private static final String DISK = "/dev/sda";

    private static Container pod(Network network, Path directory) {
        return new Container(
                        network, directory, List.of(), Map.of("RBDGATE_VOLUME", "demo=128MiB"))
                .awaitLog("REST on");
    }

    @Test
    void initiatorsAreAskedToLogOutAndGoOnWithTheNextPod(@TempDir Path directory) {
        try (Fixtures fixtures = new Fixtures()) {
            Network network = fixtures.add(new Network());
            Container first = fixtures.add(pod(network, directory));
            LinuxHost host = fixtures.add(new LinuxHost(network, INITIATOR, directory));
            first.rbdgate("initiator", "create", "demo", INITIATOR);
            assertThat(host.login()).contains("successful");
            host.run("for i in $(seq 300); do [ ! -b %s ] || exit 0; done; exit 1".formatted(DISK));
            host.format("ext4", DISK, "/mnt/files");
            host.writeFiles("/mnt/files", 2, 4);

            assertThat(first.stop()).as(first.log()).isZero();
            assertThat(first.log()).doesNotContain(" WARN ", " ERROR ", "\tat ");
            assertThat(host.run("cat /run/iscsid.log")).contains("Target requests logout");

            Container second = fixtures.add(pod(network, directory));
            host.verifyFiles("/mnt/files");
            host.writeFiles("/mnt/files", 2, 4);
            host.run("umount /mnt/files");
            host.checkFileSystem("ext4", DISK);
            host.expectNoIoErrors();
            host.logout();
            assertThat(second.stop()).isZero();
        }
    }
}
