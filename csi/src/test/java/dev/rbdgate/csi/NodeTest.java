package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.csi.node.NodeService;
import dev.rbdgate.csi.v1.*;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Node service over its socket, on a host that follows a script. */
final class NodeTest {

    private static final String ID = "rbd/csi-v1";
    private static final String TARGET = "iqn.2026-11.dev.rbdgate:csi-v1";
    private static final String STAGED = "/kubelet/staged";
    private static final String ADM = "iscsiadm -m node -T " + TARGET;
    private static final Map<String, String> CONTEXT =
            Map.of(
                    "portals", "10.0.0.5:3260",
                    "naa", "3000000000000001",
                    "chapUser", "csi-v1",
                    "chapSecret", "s3cret");

    private final ScriptedHost host = new ScriptedHost();
    private DriverProcess driver;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        driver =
                DriverProcess.of(
                        directory.resolve("csi.sock"), new NodeService(host, Map.of("zone", "a")));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private static VolumeCapability mount(String type, Mode mode, String... flags) {
        VolumeCapability.Builder builder = VolumeCapability.newBuilder();
        builder.getMountBuilder().setFsType(type).addAllMountFlags(List.of(flags));
        builder.getAccessModeBuilder().setMode(mode);
        return builder.build();
    }

    private static final VolumeCapability EXT4 = mount("ext4", Mode.SINGLE_NODE_WRITER);
    private static final VolumeCapability SHARED = mount("ext4", Mode.SINGLE_NODE_MULTI_WRITER);
    private static final VolumeCapability RAW = LiveDriverTest.block(Mode.SINGLE_NODE_WRITER);

    private static NodeStageVolumeRequest.Builder staging(VolumeCapability capability) {
        return NodeStageVolumeRequest.newBuilder()
                .setVolumeId(ID)
                .setStagingTargetPath(STAGED)
                .setVolumeCapability(capability)
                .putAllPublishContext(CONTEXT);
    }

    private List<String> stage(VolumeCapability capability) {
        var _ = driver.node().nodeStageVolume(staging(capability).build());
        return host.ran();
    }

    private static NodePublishVolumeRequest.Builder publication(
            VolumeCapability capability, String target) {
        return NodePublishVolumeRequest.newBuilder()
                .setVolumeId(ID)
                .setStagingTargetPath(STAGED)
                .setTargetPath(target)
                .setVolumeCapability(capability);
    }

    private List<String> publish(NodePublishVolumeRequest.Builder request) {
        var _ = driver.node().nodePublishVolume(request.build());
        return host.ran();
    }

    @Test
    void theNodesIdIsItsIscsiName() {
        host.answers("cat /etc/iscsi/initiatorname.iscsi", 0, "# mine\nInitiatorName=iqn.x:node\n");
        var info = driver.node().nodeGetInfo(NodeGetInfoRequest.getDefaultInstance());
        assertThat(info.getNodeId()).isEqualTo("iqn.x:node");
        assertThat(info.getAccessibleTopology().getSegmentsMap()).isEqualTo(Map.of("zone", "a"));
        host.answers("cat /etc/iscsi/initiatorname.iscsi", 1, "No such file");
        Expect.refused(
                Code.INTERNAL,
                () -> driver.node().nodeGetInfo(NodeGetInfoRequest.getDefaultInstance()));
    }

    @Test
    void aBlankVolumeIsLoggedInToFormattedAndMountedOnce() {
        assertThat(stage(EXT4))
                .containsExactly(
                        ADM + " -p 10.0.0.5:3260 --op new",
                        ADM + " -p 10.0.0.5:3260 --op update -n node.startup -v manual",
                        ADM
                                + " -p 10.0.0.5:3260 --op update -n node.session.auth.authmethod -v CHAP",
                        ADM
                                + " -p 10.0.0.5:3260 --op update -n node.session.auth.username -v csi-v1",
                        ADM
                                + " -p 10.0.0.5:3260 --op update -n node.session.auth.password -v s3cret",
                        ADM + " -p 10.0.0.5:3260 --login",
                        "disk 3000000000000001",
                        "mkdir -p " + STAGED,
                        "blkid --probe --output value --match-tag TYPE /dev/sda",
                        "mkfs.ext4 -q -F -m 0 /dev/sda",
                        "mount -t ext4 /dev/sda " + STAGED);
        assertThat(stage(EXT4)).isEmpty();
    }

    @Test
    void aFileSystemThatIsThereIsKeptAndFillsTheDevice() {
        host.answers("blkid", 0, "xfs\n");
        assertThat(stage(mount("xfs", Mode.SINGLE_NODE_WRITER, "noatime")))
                .endsWith(
                        "mount -t xfs -o noatime,nouuid /dev/sda " + STAGED, "xfs_growfs " + STAGED)
                .noneMatch(it -> it.startsWith("mkfs"));
    }

    @Test
    void aReaderNeitherFormatsNorGrows() {
        VolumeCapability reader = mount("ext4", Mode.MULTI_NODE_READER_ONLY);
        Expect.refused(Code.FAILED_PRECONDITION, () -> stage(reader));
        host.ran();
        host.answers("blkid", 0, "ext4\n");
        assertThat(stage(reader)).endsWith("mount -t ext4 -o ro /dev/sda " + STAGED);
    }

    @Test
    void anotherFileSystemIsNeverOverwritten() {
        host.answers("blkid", 0, "xfs\n");
        Expect.refused(Code.INTERNAL, () -> stage(EXT4));
        assertThat(host.ran()).noneMatch(it -> it.startsWith("mkfs") || it.startsWith("mount"));
        host.answers("blkid", 8, "ambivalent result");
        Expect.refused(Code.INTERNAL, () -> stage(EXT4));
        assertThat(host.ran()).noneMatch(it -> it.startsWith("mkfs") || it.startsWith("mount"));
    }

    @Test
    void severalPortalsMakeOneMultipathDevice() {
        host.answers(ADM + " -p [fd00::1]:3260 --login", 8, "connection timed out");
        NodeStageVolumeRequest.Builder request =
                staging(EXT4).putPublishContext("portals", "10.0.0.5:3260,[fd00::1]:3260");
        var _ = driver.node().nodeStageVolume(request.build());
        assertThat(host.ran())
                .contains("disk 3000000000000001 multipath", "mount -t ext4 /dev/dm-0 " + STAGED);
        host.answers(ADM + " -p 10.0.0.5:3260 --login", 24, "login failed: authorization");
        Expect.refused(
                Code.INTERNAL,
                () ->
                        driver.node()
                                .nodeStageVolume(request.setStagingTargetPath("/other").build()));
    }

    @Test
    void whatIsRefusedTellsNoSecret() {
        host.answers(ADM + " -p 10.0.0.5:3260 --op update", 7, "cannot write the database");
        assertThatThrownBy(() -> stage(EXT4))
                .hasMessageContaining("cannot write")
                .hasMessageNotContaining("s3cret");
        host.answers(ADM + " -p 10.0.0.5:3260 --op update", 0, "");
        host.answers(ADM + " -p 10.0.0.5:3260 --login", 24, "authorization failure");
        assertThatThrownBy(() -> stage(EXT4))
                .hasMessageContaining("authorization failure")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aSessionThatExistsIsUsed() {
        host.answers(ADM + " -p 10.0.0.5:3260 --login", 15, "session exists");
        assertThat(stage(EXT4)).endsWith("mount -t ext4 /dev/sda " + STAGED);
    }

    @Test
    void unstagingUnmountsLogsOutAndForgetsAlsoASecondTime() {
        stage(EXT4);
        NodeUnstageVolumeRequest request =
                NodeUnstageVolumeRequest.newBuilder()
                        .setVolumeId(ID)
                        .setStagingTargetPath(STAGED)
                        .build();
        var _ = driver.node().nodeUnstageVolume(request);
        assertThat(host.ran())
                .containsExactly(
                        "umount " + STAGED,
                        "rm -f " + STAGED + "/device " + STAGED + "/map",
                        ADM + " --logout",
                        ADM + " --op delete");
        host.answers(ADM, 21, "No records found");
        var _ = driver.node().nodeUnstageVolume(request);
        assertThat(host.ran()).doesNotContain("umount " + STAGED);
        host.answers(ADM + " --logout", 9, "iscsid is not running");
        host.answers(ADM, 9, "iscsid is not running");
        Expect.refused(Code.INTERNAL, () -> driver.node().nodeUnstageVolume(request));
    }

    @Test
    void aStagedVolumeIsBoundToItsTargetsReadOnlyWhereThatIsAsked() {
        Expect.refused(Code.FAILED_PRECONDITION, () -> publish(publication(SHARED, "/pod/a")));
        stage(SHARED);
        assertThat(publish(publication(SHARED, "/pod/a")))
                .containsExactly("mkdir -p /pod/a", "mount --bind " + STAGED + " /pod/a");
        assertThat(publish(publication(SHARED, "/pod/a"))).isEmpty();
        assertThat(publish(publication(SHARED, "/pod/b").setReadonly(true)))
                .endsWith("mount -o remount,bind,ro /pod/b");
        NodeUnpublishVolumeRequest over =
                NodeUnpublishVolumeRequest.newBuilder()
                        .setVolumeId(ID)
                        .setTargetPath("/pod/a")
                        .build();
        var _ = driver.node().nodeUnpublishVolume(over);
        assertThat(host.ran()).containsExactly("umount /pod/a", "rm -f --dir /pod/a");
        var _ = driver.node().nodeUnpublishVolume(over);
        assertThat(host.ran()).containsExactly("rm -f --dir /pod/a");
    }

    /** The second table of NodePublishVolume, row by row. */
    @ParameterizedTest
    @CsvSource({
        "SINGLE_NODE_SINGLE_WRITER, true",
        "SINGLE_NODE_WRITER, true",
        "SINGLE_NODE_READER_ONLY, true",
        "SINGLE_NODE_MULTI_WRITER, false",
        "MULTI_NODE_READER_ONLY, false"
    })
    void aSecondPathIsForModesThatAllowIt(Mode mode, boolean isAlone) {
        host.answers("blkid", 0, "ext4\n");
        VolumeCapability capability = mount("ext4", mode);
        stage(capability);
        publish(publication(capability, "/pod/a"));
        assertThat(publish(publication(capability, "/pod/a"))).isEmpty();
        NodePublishVolumeRequest.Builder otherwise =
                publication(mount("ext4", mode, "noatime"), "/pod/a");
        Expect.refused(Code.ALREADY_EXISTS, () -> publish(otherwise));
        if (isAlone) {
            Expect.refused(
                    Code.FAILED_PRECONDITION, () -> publish(publication(capability, "/pod/b")));
            unpublish("/pod/a");
        }
        assertThat(publish(publication(capability, "/pod/b"))).isNotEmpty();
    }

    private void unpublish(String target) {
        var _ =
                driver.node()
                        .nodeUnpublishVolume(
                                NodeUnpublishVolumeRequest.newBuilder()
                                        .setVolumeId(ID)
                                        .setTargetPath(target)
                                        .build());
    }

    @Test
    void thePathsOfAPodWhoseModeIsForOneAreNoOthers() {
        stage(SHARED);
        publish(publication(SHARED, "/pod/a"));
        VolumeCapability alone = mount("ext4", Mode.SINGLE_NODE_SINGLE_WRITER);
        Expect.refused(Code.FAILED_PRECONDITION, () -> publish(publication(alone, "/pod/b")));
        Expect.refused(
                Code.ALREADY_EXISTS,
                () -> publish(publication(SHARED, "/pod/a").setReadonly(true)));
    }

    @Test
    void aStagedVolumeIsNotStagedOtherwise() {
        stage(EXT4);
        Expect.refused(Code.ALREADY_EXISTS, () -> stage(mount("xfs", Mode.SINGLE_NODE_WRITER)));
        Expect.refused(Code.ALREADY_EXISTS, () -> stage(RAW));
        Expect.refused(Code.FAILED_PRECONDITION, () -> publish(publication(RAW, "/pod/raw")));
        unstage();
        assertThat(stage(RAW)).isNotEmpty();
        Expect.refused(Code.ALREADY_EXISTS, () -> stage(EXT4));
        Expect.refused(Code.FAILED_PRECONDITION, () -> publish(publication(EXT4, "/pod/a")));
    }

    @Test
    void aBlockVolumeIsItsDeviceAndNeverFormatted() {
        assertThat(stage(RAW))
                .endsWith("mkdir -p " + STAGED, "ln -sfn /dev/sda " + STAGED + "/device")
                .noneMatch(it -> it.startsWith("mkfs") || it.startsWith("blkid"));
        host.answers("readlink", 0, "/dev/sda\n");
        assertThat(publish(publication(RAW, "/pod/raw/x")))
                .endsWith(
                        "mkdir -p /pod/raw",
                        "touch /pod/raw/x",
                        "mount --bind /dev/sda /pod/raw/x");
    }

    @Test
    void aBlockVolumeIsReadOnlyForAllPodsOfANodeOrForNone() {
        VolumeCapability shared = LiveDriverTest.block(Mode.SINGLE_NODE_MULTI_WRITER);
        stage(shared);
        host.answers("readlink " + STAGED + "/device", 0, "/dev/sda\n");
        assertThat(publish(publication(shared, "/pod/raw/a").setReadonly(true)))
                .contains("blockdev --setro /dev/sda")
                .endsWith("mount -o remount,bind,ro /pod/raw/a");
        host.answers("blockdev --getro", 0, "1\n");
        assertThat(publish(publication(shared, "/pod/raw/b").setReadonly(true)))
                .doesNotContain("blockdev --setro /dev/sda");
        Expect.refused(Code.FAILED_PRECONDITION, () -> publish(publication(shared, "/pod/raw/c")));
    }

    private NodeStageVolumeRequest.Builder overTwoPaths(VolumeCapability capability) {
        host.answers("cat /sys/block/dm-0/dm/name", 0, "36001\n");
        host.answers("test -b /dev/mapper/36001", 0, "");
        return staging(capability).putPublishContext("portals", "10.0.0.5:3260,10.0.0.6:3260");
    }

    private List<String> unstage() {
        var _ =
                driver.node()
                        .nodeUnstageVolume(
                                NodeUnstageVolumeRequest.newBuilder()
                                        .setVolumeId(ID)
                                        .setStagingTargetPath(STAGED)
                                        .build());
        return host.ran();
    }

    @Test
    void aMultipathMapGoesBeforeItsPathsDo() {
        var _ = driver.node().nodeStageVolume(overTwoPaths(EXT4).build());
        host.ran();
        assertThat(unstage())
                .containsSubsequence("umount " + STAGED, "multipath -f 36001", ADM + " --logout");
        var _ = driver.node().nodeStageVolume(overTwoPaths(RAW).build());
        assertThat(host.ran())
                .endsWith(
                        "ln -sfn /dev/dm-0 " + STAGED + "/device",
                        "cat /sys/block/dm-0/dm/name",
                        "ln -sfn 36001 " + STAGED + "/map");
        host.answers("readlink " + STAGED + "/map", 0, "36001\n");
        assertThat(unstage()).containsSubsequence("multipath -f 36001", ADM + " --logout");
        host.answers("test -b /dev/mapper/36001", 1, "");
        assertThat(unstage()).doesNotContain("multipath -f 36001");
    }

    @Test
    void aMultipathMapGrowsBeforeWhatIsOnIt() {
        var _ = driver.node().nodeStageVolume(overTwoPaths(RAW).build());
        host.answers("readlink " + STAGED + "/device", 0, "/dev/dm-0\n");
        publish(publication(RAW, "/pod/raw"));
        host.answers("blockdev --getsize64", 0, "4096\n");
        var _ = driver.node().nodeExpandVolume(expansion("/pod/raw"));
        assertThat(host.ran())
                .containsExactly(
                        ADM + " --rescan",
                        "cat /sys/block/dm-0/dm/name",
                        "multipathd resize map 36001",
                        "blockdev --getsize64 /dev/dm-0");
    }

    @Test
    void theGatewayProvesItselfWhereChapIsMutual() {
        var _ =
                driver.node()
                        .nodeStageVolume(
                                staging(EXT4)
                                        .putPublishContext("gatewayUser", "rbdgate")
                                        .putPublishContext("gatewaySecret", "s0s")
                                        .build());
        assertThat(host.ran())
                .containsSubsequence(
                        ADM
                                + " -p 10.0.0.5:3260 --op update -n node.session.auth.username_in -v rbdgate",
                        ADM
                                + " -p 10.0.0.5:3260 --op update -n node.session.auth.password_in -v s0s",
                        ADM + " -p 10.0.0.5:3260 --login");
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () ->
                        driver.node()
                                .nodeStageVolume(
                                        staging(EXT4)
                                                .setStagingTargetPath("/other")
                                                .putPublishContext("gatewayUser", "rbdgate")
                                                .build()));
    }

    @Test
    void aSecondCallForAVolumeThatIsBeingWorkedOnIsAborted() throws Exception {
        host.hangs(ADM + " -p 10.0.0.5:3260 --login");
        CompletableFuture<Void> first =
                CompletableFuture.runAsync(
                        () -> stage(EXT4), task -> Thread.ofVirtual().start(task));
        host.awaitHanging();
        Expect.refused(Code.ABORTED, () -> stage(EXT4));
        Expect.refused(
                Code.ABORTED,
                () ->
                        driver.node()
                                .nodeUnstageVolume(
                                        NodeUnstageVolumeRequest.newBuilder()
                                                .setVolumeId(ID)
                                                .setStagingTargetPath(STAGED)
                                                .build()));
        host.release();
        first.get(30, TimeUnit.SECONDS);
        assertThat(stage(EXT4)).noneMatch(it -> it.startsWith("mount"));
    }

    private static NodeExpandVolumeRequest expansion(String path) {
        return NodeExpandVolumeRequest.newBuilder().setVolumeId(ID).setVolumePath(path).build();
    }

    @Test
    void expansionRescansAndGrowsTheFileSystem() {
        stage(EXT4);
        publish(publication(EXT4, "/pod/a"));
        host.answers("blockdev --getsize64", 0, "33554432\n");
        assertThat(driver.node().nodeExpandVolume(expansion("/pod/a")).getCapacityBytes())
                .isEqualTo(33554432);
        assertThat(host.ran())
                .containsExactly(
                        ADM + " --rescan", "resize2fs /dev/sda", "blockdev --getsize64 /dev/sda");
        var more = NodeExpandVolumeRequest.newBuilder(expansion("/pod/a"));
        more.getCapacityRangeBuilder().setRequiredBytes(33554433);
        Expect.refused(Code.OUT_OF_RANGE, () -> driver.node().nodeExpandVolume(more.build()));
        more.getCapacityRangeBuilder().setRequiredBytes(1).setLimitBytes(33554431);
        Expect.refused(Code.OUT_OF_RANGE, () -> driver.node().nodeExpandVolume(more.build()));
        more.clearCapacityRange().setVolumeCapability(mount("vfat", Mode.SINGLE_NODE_WRITER));
        Expect.refused(Code.INVALID_ARGUMENT, () -> driver.node().nodeExpandVolume(more.build()));
        Expect.refused(
                Code.NOT_FOUND, () -> driver.node().nodeExpandVolume(expansion("/pod/none")));
        Expect.refused(Code.INVALID_ARGUMENT, () -> driver.node().nodeExpandVolume(expansion("")));
    }

    private static NodeGetVolumeStatsRequest statistics(String path) {
        return NodeGetVolumeStatsRequest.newBuilder().setVolumeId(ID).setVolumePath(path).build();
    }

    @Test
    void statisticsAreBytesAndInodes() {
        stage(EXT4);
        publish(publication(EXT4, "/pod/a"));
        host.answers("df --block-size=1 --output=size", 0, "1B-blocks Used Avail\n 100 40 60\n");
        host.answers("df --block-size=1 --output=itotal", 0, "Inodes IUsed IFree\n 10 4 6\n");
        var usage = driver.node().nodeGetVolumeStats(statistics("/pod/a")).getUsageList();
        assertThat(usage.get(0).getTotal()).isEqualTo(100);
        assertThat(usage.get(0).getUsed()).isEqualTo(40);
        assertThat(usage.get(0).getAvailable()).isEqualTo(60);
        assertThat(usage.get(1).getUnit()).isEqualTo(VolumeUsage.Unit.INODES);
        assertThat(usage.get(1).getTotal()).isEqualTo(10);
        Expect.refused(
                Code.NOT_FOUND, () -> driver.node().nodeGetVolumeStats(statistics("/pod/b")));
        Expect.refused(
                Code.INVALID_ARGUMENT, () -> driver.node().nodeGetVolumeStats(statistics("")));
    }

    @Test
    void statisticsOfABlockVolumeAreItsSize() {
        stage(RAW);
        host.answers("readlink", 0, "/dev/sda\n");
        publish(publication(RAW, "/pod/raw"));
        host.answers("blockdev --getsize64 /pod/raw", 0, "4096\n");
        var usage = driver.node().nodeGetVolumeStats(statistics("/pod/raw")).getUsageList();
        assertThat(usage).hasSize(1);
        assertThat(usage.getFirst().getTotal()).isEqualTo(4096);
    }

    @Test
    void callsThatMissSomethingAreInvalidAndStrangersNotFound() {
        var node = driver.node();
        for (NodeStageVolumeRequest wrong :
                List.of(
                        staging(EXT4).setVolumeId("").build(),
                        staging(EXT4).setStagingTargetPath("").build(),
                        staging(EXT4).setStagingTargetPath("relative").build(),
                        staging(EXT4).clearVolumeCapability().build(),
                        staging(EXT4).clearPublishContext().build(),
                        staging(mount("vfat", Mode.SINGLE_NODE_WRITER)).build())) {
            Expect.refused(Code.INVALID_ARGUMENT, () -> node.nodeStageVolume(wrong));
        }
        Expect.refused(
                Code.NOT_FOUND,
                () -> node.nodeStageVolume(staging(EXT4).setVolumeId("else/where").build()));
        Expect.refused(
                Code.INVALID_ARGUMENT, () -> publish(publication(EXT4, "/a").setVolumeId("")));
        Expect.refused(Code.INVALID_ARGUMENT, () -> publish(publication(EXT4, "")));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () -> publish(publication(EXT4, "/a").clearVolumeCapability()));
        Expect.refused(
                Code.FAILED_PRECONDITION,
                () -> publish(publication(EXT4, "/a").setStagingTargetPath("")));
        Expect.refused(
                Code.NOT_FOUND, () -> publish(publication(EXT4, "/a").setVolumeId("else/where")));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () -> node.nodeUnstageVolume(NodeUnstageVolumeRequest.getDefaultInstance()));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () -> node.nodeUnpublishVolume(NodeUnpublishVolumeRequest.getDefaultInstance()));
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void itOffersStagingStatisticsAndExpansion() {
        assertThat(
                        driver
                                .node()
                                .nodeGetCapabilities(
                                        NodeGetCapabilitiesRequest.getDefaultInstance())
                                .getCapabilitiesList()
                                .stream()
                                .map(it -> it.getRpc().getType()))
                .contains(
                        NodeServiceCapability.RPC.Type.STAGE_UNSTAGE_VOLUME,
                        NodeServiceCapability.RPC.Type.GET_VOLUME_STATS,
                        NodeServiceCapability.RPC.Type.EXPAND_VOLUME);
    }
}
