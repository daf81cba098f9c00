package dev.rbdgate.acceptance;

import static dev.rbdgate.acceptance.CsiLab.MIB;
import static dev.rbdgate.acceptance.CsiLab.POD;
import static dev.rbdgate.acceptance.CsiLab.STAGED;
import static dev.rbdgate.acceptance.CsiLab.block;
import static dev.rbdgate.acceptance.CsiLab.mount;
import static org.assertj.core.api.Assertions.assertThat;

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

/** Volumes over two portals, on a real Linux host with dm-multipath. */
@Tag("kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CsiMultipathTest {

    private CsiLab lab;
    private LinuxHost host;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        lab =
                new CsiLab(
                        directory,
                        "iqn.1993-08.org.debian:01:csi-paths",
                        List.of(Network.ADDRESS, Network.SECOND_ADDRESS));
        host = lab.host();
        host.startMultipath();
    }

    @AfterAll
    void stop() {
        lab.close();
    }

    @Test
    void filesAreOnAMapOfAllPathsWhichGoesWithThem() {
        VolumeCapability capability = mount("ext4", Mode.SINGLE_NODE_WRITER);
        String id = lab.create("paths", capability, Map.of());
        lab.bringUp(id, capability);
        assertThat(host.run("findmnt -n -o SOURCE " + STAGED)).startsWith("/dev/mapper/");
        host.awaitPaths(2, 2);
        host.writeFiles(POD, 2, 2);
        assertThat(lab.expand(id, 512 * MIB)).isEqualTo(512 * MIB);
        lab.network().takeAway(Network.SECOND_ADDRESS);
        host.awaitPaths(1, 2);
        host.verifyFiles(POD);
        lab.network().giveBack(Network.SECOND_ADDRESS);
        lab.takeDown(id);
    }

    @Test
    void aBlockVolumeGrowsOverAllItsPaths() {
        VolumeCapability capability = block(Mode.SINGLE_NODE_WRITER);
        String id = lab.create("raw-paths", capability, Map.of());
        lab.bringUp(id, capability);
        host.awaitPaths(2, 2);
        assertThat(lab.expand(id, 512 * MIB)).isEqualTo(512 * MIB);
        assertThat(host.run("blockdev --getsize64 " + POD).strip())
                .isEqualTo(Long.toString(512 * MIB));
        lab.takeDown(id);
    }
}
