package dev.rbdgate.acceptance;

import static dev.rbdgate.acceptance.CsiLab.MIB;
import static dev.rbdgate.acceptance.CsiLab.POD;
import static dev.rbdgate.acceptance.CsiLab.block;
import static dev.rbdgate.acceptance.CsiLab.mount;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.csi.v1.ControllerModifyVolumeRequest;
import dev.rbdgate.csi.v1.NodeGetVolumeStatsRequest;
import dev.rbdgate.csi.v1.NodeGetVolumeStatsResponse;
import dev.rbdgate.csi.v1.VolumeCapability;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The CSI driver's way of a volume on a real Linux host: the kernel's initiator, iscsid, mkfs and
 * mount.
 */
@Tag("kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CsiHostTest {

    private CsiLab lab;
    private LinuxHost host;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        lab =
                new CsiLab(
                        directory,
                        "iqn.1993-08.org.debian:01:csi-node",
                        List.of(Network.ADDRESS));
        host = lab.host();
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({"ext4, true", "xfs, mutual"})
    void aPodsFilesAreThereAgainAfterGrowingAndMoving(String type, String chap) {
        VolumeCapability capability = mount(type, Mode.SINGLE_NODE_WRITER);
        String id = lab.create("files-" + type, capability, Map.of("chap", chap));
        lab.bringUp(id, capability);
        host.writeFiles(POD, 2, 8);
        assertThat(lab.expand(id, 512 * MIB)).isEqualTo(512 * MIB);
        var usage =
                Answer.<NodeGetVolumeStatsResponse>of(it ->
                                lab.node()
                                        .nodeGetVolumeStats(
                                                NodeGetVolumeStatsRequest.newBuilder()
                                                        .setVolumeId(id)
                                                        .setVolumePath(POD)
                                                        .build(),
                                                it))
                        .getUsage(0);
        assertThat(usage.getTotal()).isBetween(400 * MIB, 512 * MIB);
        assertThat(usage.getUsed()).isGreaterThan(16 * MIB);
        lab.takeDown(id);
        VolumeCapability reader = mount(type, Mode.MULTI_NODE_READER_ONLY);
        lab.bringUp(id, reader);
        host.verifyFiles(POD);
        assertThat(host.attempt("touch " + POD + "/more").output()).contains("Read-only");
        lab.takeDown(id);
        host.expectNoIoErrors();
    }

    @Test
    void aBlockVolumeIsADeviceInThePod() {
        VolumeCapability capability = block(Mode.SINGLE_NODE_WRITER);
        String id = lab.create("raw", capability, Map.of("blockSize", "4096"));
        lab.bringUp(id, capability);
        host.run("[ -b " + POD + " ] && echo hello | dd of=" + POD + " conv=fsync,notrunc");
        assertThat(lab.expand(id, 512 * MIB)).isEqualTo(512 * MIB);
        lab.unpublish(id);
        lab.publish(id, capability, true);
        assertThat(host.run("head -c 5 " + POD).strip()).isEqualTo("hello");
        assertThat(host.attempt("echo other | dd of=" + POD + " conv=fsync,notrunc").status())
                .isNotZero();
        lab.takeDown(id);
    }

    @Test
    void callsThatAreRepeatedChangeNothing() {
        VolumeCapability capability = mount("ext4", Mode.SINGLE_NODE_WRITER);
        String id = lab.create("twice", capability, Map.of("chap", "false"));
        lab.bringUp(id, capability);
        host.run("touch " + POD + "/kept");
        lab.bringUp(id, capability);
        lab.unpublish(id);
        lab.publish(id, capability, true);
        assertThat(host.attempt("touch " + POD + "/more").output()).contains("Read-only");
        host.run("[ -e " + POD + "/kept ]");
        lab.takeDown(id);
        lab.takeDown(id);
    }

    /** At 1 MiB a second four of them take more than two, and 32 about half a minute. */
    @Test
    void limitsOfAVolumeChangeUnderThePod() {
        VolumeCapability capability = block(Mode.SINGLE_NODE_WRITER);
        String id = lab.create("slow", capability, Map.of("writeBytes", "1MiB"));
        lab.bringUp(id, capability);
        assertThat(secondsToWrite(4)).isGreaterThanOrEqualTo(2);
        var _ =
                lab.controller()
                        .controllerModifyVolume(
                                ControllerModifyVolumeRequest.newBuilder()
                                        .setVolumeId(id)
                                        .putModifiableParameters("writeBytes", "none")
                                        .build());
        assertThat(secondsToWrite(32)).isLessThan(25);
        lab.takeDown(id);
    }

    private long secondsToWrite(int mebibytes) {
        String script =
                """
                begin=$SECONDS
                dd if=/dev/zero of=%s bs=1M count=%d oflag=direct status=none
                echo $((SECONDS - begin))
                """
                        .formatted(POD, mebibytes);
        return Long.parseLong(host.run(script).strip());
    }

    @Test
    void theAuditLogNamesTheDriversRole() {
        String id = lab.create("noted", block(Mode.SINGLE_NODE_WRITER), Map.of());
        assertThat(lab.gateway().container().rbdgate("audit", "--who", "file:operator")).contains(id);
    }
}
