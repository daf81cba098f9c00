package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway's host loses power under a file system of a Linux host that lives on: its next fsync
 * fails, whatever is really gone.
 */
@Tag("faults")
final class LostWritesOnLinuxTest {

    private static final String HOST = "iqn.2026-11.dev.rbdgate.test:lives-on";

    private final Network network = new Network();
    private final Fixtures fixtures = new Fixtures();
    private final Path directory;

    LostWritesOnLinuxTest(@TempDir Path directory) {
        this.directory = directory;
        fixtures.add(network);
    }

    @AfterEach
    void stop() {
        fixtures.close();
    }

    @Test
    void fsyncFailsAfterThePowerLossOfTheGatewaysHost() {
        Gateway gateway = fixtures.add(new Gateway(network, directory.resolve("data"))).start();
        LinuxHost host = fixtures.add(new LinuxHost(network, HOST, directory));
        gateway.cli("image", "create", "rbd/files", "--size", "256MiB").ok();
        gateway.cli("target", "create", "files").ok();
        gateway.cli("lun", "create", "files", "rbd/files").ok();
        gateway.cli("initiator", "create", "files", HOST).ok();
        host.login();
        String naa =
                gateway.get("/targets/" + Gateway.IQN_PREFIX + "files/luns/0")
                        .get("naa")
                        .asString();
        host.format("ext4", host.disk(naa), "/mnt/a");
        host.run("dd if=/dev/urandom of=/mnt/a/before bs=64k count=4 conv=fsync status=none");
        gateway.kill();
        // A restart of the whole machine is told by this file alone.
        gateway.afterReboot(directory).start();
        assertThat(gateway.log()).contains("the host was restarted since");
        Command.Result first =
                host.attempt(
                        "dd if=/dev/urandom of=/mnt/a/after bs=64k count=4 conv=fsync status=none");
        assertThat(first.status())
                .as(
                        "%s%n%s",
                        first.output(),
                        host.run("dmesg | tail -40; cat /sys/block/sda/queue/write_cache"))
                .isNotZero();
        assertThat(first.output())
                .containsAnyOf("I/O error", "Input/output error", "Read-only file system");
        assertThat(host.run("dmesg")).contains("critical target error", "Aborting journal");
    }
}
