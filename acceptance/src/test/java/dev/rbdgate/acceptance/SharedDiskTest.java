package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two Linux hosts on one LUN at the same time, with OCFS2, until one is fenced out. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SharedDiskTest {

    /** Missed heartbeats, of two seconds each, after which OCFS2 takes a host for dead. */
    private static final int HEARTBEATS = 16;

    /** sg3_utils' exit status for RESERVATION CONFLICT. */
    private static final int RESERVATION_CONFLICT = 24;

    private static final List<String> SG_COMMANDS =
            List.of(
                    "sg_write_same --10 --lba=800000 --num=8 --in=/run/zeros --xferlen=512",
                    "sg_write_same --16 --lba=800000 --num=8 --in=/run/zeros --xferlen=512",
                    "sg_write_same --16 --unmap --lba=800000 --num=8 --in=/run/zeros --xferlen=512",
                    "sg_unmap --force --lba=800000 --num=8",
                    "sg_write_verify --lba=800000 --num=1 --in=/run/zeros --ilen=512",
                    "sg_write_verify --16 --lba=800000 --num=1 --in=/run/zeros --ilen=512",
                    "sg_compare_and_write --lba=800000 --num=1 --in=/run/zeros --xferlen=1024",
                    "sg_sync",
                    "sg_start --stop",
                    "sg_persist --out --clear --param-rk=0x2222",
                    "sg_persist --out --reserve --param-rk=0x2222 --prout-type=5");

    /** WRITE(6), (10), (12), (16), ORWRITE(16). */
    private static final List<String> CDBS =
            List.of(
                    "0a 00 00 00 01 00",
                    "2a 00 00 0c 35 00 00 00 01 00",
                    "aa 00 00 0c 35 00 00 00 00 01 00 00",
                    "8a 00 00 00 00 00 00 0c 35 00 00 00 00 01 00 00",
                    "8b 00 00 00 00 00 00 0c 35 00 00 00 00 01 00 00");

    /** What goes through the kernel ends in EBADE, its name for the same. */
    private static final List<String> KERNEL_COMMANDS =
            List.of(
                    "dd if=/dev/zero of=%s bs=4k count=1 seek=100000 oflag=direct",
                    "blkdiscard -f -o 409600000 -l 4096000 %s",
                    "blkdiscard -f -z -o 409600000 -l 4096000 %s");

    private final Fixtures fixtures = new Fixtures();
    private final Network network = fixtures.add(new Network());
    private Gateway gateway;
    private LinuxHost first;
    private LinuxHost second;
    private String naa;

    @BeforeAll
    void start(@TempDir Path directory) {
        gateway = fixtures.add(new Gateway(network, directory.resolve("data"))).start();
        String iqn = Gateway.IQN_PREFIX + "shared";
        gateway.cli("image", "create", "rbd/shared", "--size", "512MiB").ok();
        gateway.cli("target", "create", iqn).ok();
        gateway.cli("initiator", "create", iqn, "*").ok();
        naa =
                gateway.send("POST", "/targets/" + iqn + "/luns", "{\"image\":\"rbd/shared\"}")
                        .get("naa")
                        .asString();
        first =
                fixtures.add(
                        new LinuxHost(network, "iqn.2026-11.dev.rbdgate.test:first", directory));
        second =
                fixtures.add(
                        new LinuxHost(network, "iqn.2026-11.dev.rbdgate.test:second", directory));
        onBoth(this::join);
        first.run(
                "mkfs.ocfs2 -q -F -N 2 --cluster-stack=o2cb --cluster-name=rbdgate "
                        + first.disk(naa));
        onBoth(host -> host.run("mkdir -p /mnt/s && mount -t ocfs2 " + host.disk(naa) + " /mnt/s"));
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    private void onBoth(Consumer<LinuxHost> work) {
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> work.accept(first)),
                        CompletableFuture.runAsync(() -> work.accept(second)))
                .join();
    }

    /** Logs in and sets up the o2cb cluster stack. */
    private void join(LinuxHost host) {
        host.ownConfiguration();
        StringBuilder cluster = new StringBuilder("cluster:\n\tnode_count = 2\n\tname = rbdgate\n");
        List<LinuxHost> hosts = List.of(first, second);
        for (int i = 0; i < hosts.size(); i++) {
            cluster.append(
                    "node:\n\tip_port = 7777\n\tip_address = %s\n\tnumber = %d\n\tname = host%d\n\tcluster = rbdgate\n"
                            .formatted(hosts.get(i).address(), i, i));
        }
        host.write("/etc/ocfs2/cluster.conf", cluster.toString());
        host.run(
                """
                hostname host%d
                modprobe sg
                modprobe configfs
                mount -t configfs configfs /sys/kernel/config
                modprobe ocfs2_stack_o2cb
                modprobe ocfs2
                echo o2cb >/sys/fs/ocfs2/cluster_stack
                o2cb register-cluster rbdgate
                echo %d >/sys/kernel/config/cluster/rbdgate/heartbeat/dead_threshold
                """
                        .formatted(hosts.indexOf(host), HEARTBEATS));
        host.login();
        String unused = host.disk(naa);
        assertThat(unused).startsWith("/dev/sd");
    }

    @Test
    @Order(1)
    void eachSeesTheOthersFiles() {
        onBoth(host -> {
            String directory = "/mnt/s/" + (host.equals(first) ? "first" : "second");
            host.run("mkdir " + directory);
            host.writeFiles(directory, 5, 4);
        });
        first.verifyFiles("/mnt/s/second");
        second.verifyFiles("/mnt/s/first");
        first.run("echo from-first >/mnt/s/note");
        assertThat(second.run("cat /mnt/s/note && echo from-second >>/mnt/s/note"))
                .isEqualTo("from-first\n");
        assertThat(first.run("cat /mnt/s/note")).isEqualTo("from-first\nfrom-second\n");
    }

    @Test
    @Order(2)
    void aFencedHostChangesNothingAndTheOtherGoesOn() {
        String here = first.disk(naa);
        String there = second.disk(naa);
        first.run("sg_persist --out --register --param-sark=0x1111 " + here);
        second.run("sg_persist --out --register --param-sark=0x2222 " + there);
        // Write Exclusive, Registrants Only: what fence_scsi uses.
        first.run("sg_persist --out --reserve --param-rk=0x1111 --prout-type=5 " + here);
        second.run("echo still-here >/mnt/s/before && sync");
        first.run(
                "sg_persist --out --preempt-abort --param-rk=0x1111 --param-sark=0x2222 --prout-type=5 "
                        + here);
        assertThat(first.run("sg_persist --in --read-keys " + here))
                .contains("0x1111")
                .doesNotContain("0x2222");

        expectNoChange(there);
        second.close();

        // OCFS2 notices that the other's heartbeat has stopped, and recovers its locks.
        first.run("cat /mnt/s/before");
        first.run("mkdir /mnt/s/after");
        first.writeFiles("/mnt/s/after", 5, 4);
        first.verifyFiles("/mnt/s/after");
        first.verifyFiles("/mnt/s/second");
        first.run("umount /mnt/s");
        first.run("fsck.ocfs2 -f -n " + here);
    }

    /**
     * Everything that changes data, asked on the second host, ends in RESERVATION CONFLICT. One
     * script, since the host restarts itself as soon as OCFS2 finds that it cannot write.
     */
    private void expectNoChange(String disk) {
        StringBuilder script = new StringBuilder("truncate -s 1M /run/zeros\n");
        // Takes the unit attention that the preemption left, if no command of OCFS2's has.
        script.append("sg_turs %s >/run/said 2>&1\n".formatted(disk));
        for (String command : SG_COMMANDS) {
            script.append(
                    "%s %s >/run/said 2>&1; echo \"$? %s\"\n".formatted(command, disk, command));
        }
        for (String cdb : CDBS) {
            script.append(
                    "sg_raw -s 512 -i /run/zeros %s %s >/run/said 2>&1; echo \"$? %s\"\n"
                            .formatted(disk, cdb, cdb));
        }
        for (String command : KERNEL_COMMANDS) {
            script.append(
                    "%s 2>&1 | grep -c 'Invalid exchange' || echo 'no EBADE of %s'\n"
                            .formatted(command.formatted(disk), command));
        }
        script.append(
                "dd if=%s of=/dev/null bs=4k count=1 iflag=direct status=none\n".formatted(disk));
        script.append("echo \"$? read\"; dmesg | grep -m1 -o 'reservation conflict'\n");
        List<String> expected = new ArrayList<>();
        SG_COMMANDS.forEach(it -> expected.add(RESERVATION_CONFLICT + " " + it));
        CDBS.forEach(it -> expected.add(RESERVATION_CONFLICT + " " + it));
        KERNEL_COMMANDS.forEach(_ -> expected.add("1"));
        expected.add("0 read");
        expected.add("reservation conflict");
        assertThat(second.attempt(script.toString()).output().lines())
                .containsExactlyElementsOf(expected);
    }
}
