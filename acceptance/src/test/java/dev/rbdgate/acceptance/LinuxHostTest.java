package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A Linux host keeps file systems on images: the kernel's initiator against the gateway. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LinuxHostTest {

    private static final String HOST = "iqn.2026-11.dev.rbdgate.test:host1";

    private final Network network = new Network();
    private Gateway gateway;
    private LinuxHost host;

    @BeforeAll
    void start(@TempDir Path directory) {
        gateway = new Gateway(network, directory.resolve("data")).start();
        host = new LinuxHost(network, HOST, directory);
    }

    @AfterAll
    void stop() {
        host.close();
        gateway.close();
        network.close();
    }

    @AfterEach
    void leaveNothingBehind() {
        host.run(
                """
                cd /
                for m in $(awk '$1 ~ "^/dev/sd" {print $2}' /proc/mounts); do umount -l $m; done
                iscsiadm -m session >/dev/null 2>&1 && iscsiadm -m node --logout
                iscsiadm -m node -o delete || true
                dmesg -C
                """);
        for (JsonNode target : gateway.get("/targets").get("items")) {
            gateway.delete("/targets/" + target.get("iqn").asString() + "?force=true");
        }
    }

    /** Image, target, LUN and grant; returns the LUN's NAA designator. */
    private String volume(String name, String size) {
        gateway.cli("image", "create", "rbd/" + name, "--size", size).ok();
        gateway.cli("target", "create", Gateway.IQN_PREFIX + name).ok();
        gateway.cli("initiator", "create", Gateway.IQN_PREFIX + name, HOST).ok();
        return lun(name, "rbd/" + name);
    }

    private String lun(String target, String image) {
        return gateway.send(
                        "POST",
                        "/targets/" + Gateway.IQN_PREFIX + target + "/luns",
                        "{\"image\":\"" + image + "\"}")
                .get("naa")
                .asString();
    }

    private long usedBytes(String image) {
        return gateway.get("/images/rbd/" + image).get("usedBytes").asLong();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void filesSurviveLogoutAndLogin(String fileSystem) {
        String naa = volume("files-" + fileSystem, "1GiB");
        assertThat(host.login()).contains(Gateway.IQN_PREFIX + "files-" + fileSystem, "successful");
        host.format(fileSystem, host.disk(naa), "/mnt/a");
        host.writeFiles("/mnt/a", 10, 8);
        host.run("umount /mnt/a");
        host.logout();
        assertThat(host.run("ls /sys/block")).doesNotContain("sd");

        host.login();
        String disk = host.disk(naa);
        host.checkFileSystem(fileSystem, disk);
        host.run("mount %s /mnt/a".formatted(disk));
        host.verifyFiles("/mnt/a");
        host.run("umount /mnt/a");
        host.expectNoIoErrors();
    }

    @Test
    void ioGoesOnWhenTheGatewayIsStoppedAndStarted() {
        String naa = volume("stopped", "1GiB");
        host.login();
        host.format("ext4", host.disk(naa), "/mnt/a");
        host.startWriter("/mnt/a");
        host.awaitWriter(5);
        gateway.stop();
        gateway.start();
        host.awaitWriter(5);
        host.stopWriter("/mnt/a");
        host.run("umount /mnt/a");
        host.checkFileSystem("ext4", host.disk(naa));
        host.expectNoIoErrors();
    }

    @Test
    void ioGoesOnWhenTheGatewayIsKilledAndStarted() {
        String naa = volume("killed", "1GiB");
        host.login();
        host.format("ext4", host.disk(naa), "/mnt/a");
        host.startWriter("/mnt/a");
        for (int round = 0; round < 3; round++) {
            host.awaitWriter(5);
            gateway.kill();
            gateway.start();
        }
        host.awaitWriter(5);
        host.stopWriter("/mnt/a");
        host.run("umount /mnt/a");
        host.checkFileSystem("ext4", host.disk(naa));
        host.expectNoIoErrors();
    }

    @Test
    void onlineGrowIsSeenAfterARescan() {
        String naa = volume("grown", "256MiB");
        host.login();
        String disk = host.disk(naa);
        host.format("ext4", disk, "/mnt/a");
        host.writeFiles("/mnt/a", 4, 8);
        gateway.send("PATCH", "/images/rbd/grown", "{\"size\":\"512MiB\"}");
        host.run("iscsiadm -m session --rescan");
        assertThat(host.run("blockdev --getsize64 " + disk).strip())
                .isEqualTo(String.valueOf(512L << 20));
        host.run("resize2fs " + disk);
        assertThat(Long.parseLong(host.run("df --output=size -B1 /mnt/a | tail -1").strip()))
                .isGreaterThan(400L << 20);
        host.verifyFiles("/mnt/a");
        host.run("umount /mnt/a");
        host.checkFileSystem("ext4", disk);
        host.expectNoIoErrors();
    }

    @Test
    void fstrimGivesStorageBack() {
        String naa = volume("trimmed", "512MiB");
        host.login();
        host.format("ext4", host.disk(naa), "/mnt/a");
        host.writeFiles("/mnt/a", 10, 16);
        long full = usedBytes("trimmed");
        assertThat(full).isGreaterThan(160L << 20);
        host.run("rm /mnt/a/file*; sync; fstrim -v /mnt/a");
        assertThat(usedBytes("trimmed")).isLessThan(full - (150L << 20));
        host.run("umount /mnt/a");
        host.expectNoIoErrors();
    }

    @Test
    void twoLunsOnOneTargetAndTwoTargetsAtOnce() {
        String first = volume("one", "128MiB");
        gateway.cli("image", "create", "rbd/one-more", "--size", "128MiB").ok();
        String second = lun("one", "rbd/one-more");
        String third = volume("other", "128MiB");
        host.login();
        String[] naas = {first, second, third};
        for (int i = 0; i < naas.length; i++) {
            host.format("ext4", host.disk(naas[i]), "/mnt/d" + i);
        }
        host.run(
                """
                for d in 0 1 2; do
                    (cd /mnt/d$d; dd if=/dev/urandom of=f bs=1M count=40 conv=fsync status=none
                     sha256sum f >checksums) &
                done
                wait
                """);
        for (int i = 0; i < naas.length; i++) {
            host.verifyFiles("/mnt/d" + i);
            host.run("umount /mnt/d" + i);
            host.checkFileSystem("ext4", host.disk(naas[i]));
        }
        assertThat(gateway.get("/sessions").get("items")).hasSize(2);
        host.expectNoIoErrors();
    }
}
