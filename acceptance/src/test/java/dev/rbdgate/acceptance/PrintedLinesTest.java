package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code rbdgate volume create} prints is pasted on a Linux host as it stands, and works: with
 * udev, which makes the names of disks, and multipathd as Debian configures them.
 */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PrintedLinesTest {

    private static final String HOST = "iqn.2026-11.dev.rbdgate.test:pasted";
    private static final String NAME = "pasted";
    private static final String MOUNT_POINT = "/mnt/" + NAME;

    private final Fixtures fixtures = new Fixtures();
    private Gateway gateway;
    private LinuxHost host;
    private String printed;

    @BeforeAll
    void start(@TempDir Path directory) {
        Network network = fixtures.add(new Network());
        gateway =
                fixtures.add(new Gateway(network, directory.resolve("data")))
                        .with("RBDGATE_ISCSI_HOST", "127.0.0.1," + Network.ADDRESS)
                        .start();
        host = fixtures.add(new LinuxHost(network, HOST, directory));
        host.ownConfiguration();
        host.run("/lib/systemd/systemd-udevd --daemon");
        printed =
                gateway.cli("volume", "create", NAME, "--size", "256MiB", "--for", HOST, "--chap")
                        .ok();
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    /** The lines to paste below a title that begins so. */
    private List<String> lines(String title) {
        List<String> lines =
                printed.lines()
                        .dropWhile(line -> !line.startsWith(title))
                        .skip(1)
                        .takeWhile(line -> line.startsWith("  "))
                        .map(line -> line.substring(2))
                        .toList();
        assertThat(lines).as("below '" + title + "' of\n" + printed).isNotEmpty();
        return lines;
    }

    private String pasted(String title) {
        return host.run(String.join("\n", lines(title)));
    }

    /** The device below what udev calls the volume. */
    private String device(String name) {
        return host.run("udevadm settle; readlink -f " + name).strip();
    }

    @Test
    void everyLineDoesWhatItSays() {
        assertThat(pasted("On the host " + HOST)).contains("successful");
        host.run("udevadm trigger -s block; udevadm settle");
        pasted("Its disk there is");
        host.write("/etc/fstab", String.join("\n", lines("/etc/fstab")) + "\n");
        host.run("mkdir %s && mount %s".formatted(MOUNT_POINT, MOUNT_POINT));
        host.writeFiles(MOUNT_POINT, 2, 4);
        host.run("umount " + MOUNT_POINT);

        // As at a start of the host.
        host.run("iscsiadm -m node --logout && iscsiadm -m node --loginall=automatic");
        host.run("udevadm settle; mount -a");
        host.verifyFiles(MOUNT_POINT);
        host.run("umount " + MOUNT_POINT);

        withMultipath();
    }

    /** Two portals make one map of what is printed, and the disk's name is the map's. */
    private void withMultipath() {
        String disk = lines("/etc/fstab").getFirst().split(" ", 2)[0];
        assertThat(device(disk)).startsWith("/dev/sd");
        host.run("iscsiadm -m node --logout && iscsiadm -m node -o delete");
        String secret = secret();
        gateway.cli(
                        "target",
                        "set",
                        NAME,
                        "--portal",
                        Network.ADDRESS + "/1",
                        "--portal",
                        Network.SECOND_ADDRESS + "/2")
                .ok();
        printed = gateway.cli("volume", "show", NAME).ok().replace(" SECRET", " " + secret);
        host.write("/etc/multipath.conf", String.join("\n", lines("/etc/multipath.conf")) + "\n");
        host.run(
                """
                mkdir -p /etc/multipath
                modprobe dm-multipath; modprobe dm-service-time
                nohup multipathd -d >/run/multipathd.log 2>&1 &
                """);
        assertThat(pasted("On the host " + HOST))
                .contains(Network.ADDRESS, Network.SECOND_ADDRESS, "successful");
        host.awaitPaths(2, 2);
        host.run("udevadm settle");
        assertThat(host.run("multipath -ll"))
                .contains("RBDGATE,RBD IMAGE", "queue_if_no_path", "1 alua", "service-time 0");
        host.run(": >/etc/fstab");
        pasted("Into /etc/fstab");
        host.run("mount -a");
        assertThat(host.run("findmnt -no SOURCE " + MOUNT_POINT)).startsWith("/dev/mapper/");
        host.verifyFiles(MOUNT_POINT);
        host.run("umount " + MOUNT_POINT);
        host.expectNoIoErrors();
    }

    /** The one that was printed when the volume was made. */
    private String secret() {
        String line =
                lines("On the host").stream()
                        .filter(it -> it.contains("auth.password"))
                        .findFirst()
                        .orElseThrow();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    @Test
    void theLineForKubernetesPrintsTheVolumeAndItsClaim() {
        String line = lines("Kubernetes").getFirst();
        assertThat(line).startsWith("rbdgate lun pv ").endsWith(" | kubectl apply -f -");
        String[] arguments = line.replaceFirst(" \\|.*", "").split(" ");
        assertThat(
                        gateway.cli(
                                        List.of(arguments)
                                                .subList(1, arguments.length)
                                                .toArray(String[]::new))
                                .ok())
                .contains(
                        "PersistentVolume",
                        "PersistentVolumeClaim",
                        Network.ADDRESS + ":3260",
                        Gateway.IQN_PREFIX + NAME);
    }
}
