package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.csi.controller.ControllerService;
import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.node.NodeService;
import dev.rbdgate.csi.v1.*;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The CSI driver's way of a volume on a real Linux host: the kernel's initiator, iscsid, mkfs and mount.
 * The node service runs here and its commands in the guest.
 */
@Tag("kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CsiHostTest {

    private static final String HOST = "iqn.1993-08.org.debian:01:csi-node";
    private static final String STAGED = "/mnt/staged";
    private static final String POD = "/mnt/pod";
    private static final long MIB = 1L << 20;

    private final Network network = new Network();
    private final Fixtures fixtures = new Fixtures();
    private LinuxHost host;
    private ControllerService controller;
    private NodeService node;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        fixtures.add(network);
        Path data = directory.resolve("data");
        fixtures.add(new Gateway(network, data)).start();
        host = fixtures.add(new LinuxHost(network, HOST, directory));
        Path key = Files.writeString(directory.resolve("key"), "0123456789abcdef");
        URI rest = fixtures.add(new PortForward(network, 8080)).address();
        GatewayClient gateway =
                fixtures.add(
                        new GatewayClient(rest, data.resolve("admin.token"), Optional.empty()));
        controller =
                new ControllerService(
                        gateway, List.of(Network.ADDRESS + ":3260"), key, Map.of());
        node = new NodeService(new GuestHost(host), Map.of());
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    private static VolumeCapability mount(String type) {
        VolumeCapability.Builder builder = VolumeCapability.newBuilder();
        builder.getMountBuilder().setFsType(type);
        builder.getAccessModeBuilder().setMode(Mode.SINGLE_NODE_WRITER);
        return builder.build();
    }

    private String create(String name, VolumeCapability capability) {
        CreateVolumeRequest.Builder request =
                CreateVolumeRequest.newBuilder().setName(name).addVolumeCapabilities(capability);
        request.getCapacityRangeBuilder().setRequiredBytes(320 * MIB);
        return Answer.<CreateVolumeResponse>of(it -> controller.createVolume(request.build(), it))
                .getVolume()
                .getVolumeId();
    }

    /** From the claim to the pod. */
    private void bringUp(String id, VolumeCapability capability) {
        String nodeId =
                Answer.<NodeGetInfoResponse>of(
                                it -> node.nodeGetInfo(NodeGetInfoRequest.getDefaultInstance(), it))
                        .getNodeId();
        assertThat(nodeId).isEqualTo(HOST);
        Map<String, String> context =
                Answer.<ControllerPublishVolumeResponse>of(
                                it ->
                                        controller.controllerPublishVolume(
                                                ControllerPublishVolumeRequest.newBuilder()
                                                        .setVolumeId(id)
                                                        .setNodeId(nodeId)
                                                        .setVolumeCapability(capability)
                                                        .build(),
                                                it))
                        .getPublishContextMap();
        NodeStageVolumeRequest stage =
                NodeStageVolumeRequest.newBuilder()
                        .setVolumeId(id)
                        .setStagingTargetPath(STAGED)
                        .setVolumeCapability(capability)
                        .putAllPublishContext(context)
                        .build();
        NodePublishVolumeRequest publish =
                NodePublishVolumeRequest.newBuilder()
                        .setVolumeId(id)
                        .setStagingTargetPath(STAGED)
                        .setTargetPath(POD)
                        .setVolumeCapability(capability)
                        .build();
        // Twice each, as an orchestrator that lost an answer does.
        for (int round = 0; round < 2; round++) {
            Answer.<NodeStageVolumeResponse>of(it -> node.nodeStageVolume(stage, it));
            Answer.<NodePublishVolumeResponse>of(it -> node.nodePublishVolume(publish, it));
        }
    }

    private void takeDown(String id) {
        for (int round = 0; round < 2; round++) {
            Answer.<NodeUnpublishVolumeResponse>of(
                    it ->
                            node.nodeUnpublishVolume(
                                    NodeUnpublishVolumeRequest.newBuilder()
                                            .setVolumeId(id)
                                            .setTargetPath(POD)
                                            .build(),
                                    it));
            Answer.<NodeUnstageVolumeResponse>of(
                    it ->
                            node.nodeUnstageVolume(
                                    NodeUnstageVolumeRequest.newBuilder()
                                            .setVolumeId(id)
                                            .setStagingTargetPath(STAGED)
                                            .build(),
                                    it));
        }
        Answer.<ControllerUnpublishVolumeResponse>of(
                it ->
                        controller.controllerUnpublishVolume(
                                ControllerUnpublishVolumeRequest.newBuilder()
                                        .setVolumeId(id)
                                        .setNodeId(HOST)
                                        .build(),
                                it));
        assertThat(host.run("ls /sys/block")).doesNotContain("sd");
    }

    private long expand(String id, long bytes) {
        ControllerExpandVolumeRequest.Builder request =
                ControllerExpandVolumeRequest.newBuilder().setVolumeId(id);
        request.getCapacityRangeBuilder().setRequiredBytes(bytes);
        Answer.<ControllerExpandVolumeResponse>of(
                it -> controller.controllerExpandVolume(request.build(), it));
        return Answer.<NodeExpandVolumeResponse>of(
                        it ->
                                node.nodeExpandVolume(
                                        NodeExpandVolumeRequest.newBuilder()
                                                .setVolumeId(id)
                                                .setVolumePath(POD)
                                                .build(),
                                        it))
                .getCapacityBytes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void aPodsFilesAreThereAgainAfterGrowingAndMoving(String type) {
        String id = create("files-" + type, mount(type));
        bringUp(id, mount(type));
        host.writeFiles(POD, 4, 8);
        assertThat(expand(id, 512 * MIB)).isEqualTo(512 * MIB);
        var usage =
                Answer.<NodeGetVolumeStatsResponse>of(
                                it ->
                                        node.nodeGetVolumeStats(
                                                NodeGetVolumeStatsRequest.newBuilder()
                                                        .setVolumeId(id)
                                                        .setVolumePath(POD)
                                                        .build(),
                                                it))
                        .getUsage(0);
        assertThat(usage.getTotal()).isBetween(400 * MIB, 512 * MIB);
        assertThat(usage.getUsed()).isGreaterThan(32 * MIB);
        takeDown(id);
        bringUp(id, mount(type));
        host.verifyFiles(POD);
        takeDown(id);
        host.expectNoIoErrors();
    }

    @Test
    void aBlockVolumeIsADeviceInThePod() {
        VolumeCapability.Builder block = VolumeCapability.newBuilder();
        block.getBlockBuilder();
        block.getAccessModeBuilder().setMode(Mode.SINGLE_NODE_WRITER);
        String id = create("raw", block.build());
        bringUp(id, block.build());
        host.run("[ -b " + POD + " ] && echo hello | dd of=" + POD + " conv=fsync,notrunc");
        assertThat(expand(id, 512 * MIB)).isEqualTo(512 * MIB);
        takeDown(id);
        bringUp(id, block.build());
        assertThat(host.run("head -c 5 " + POD).strip()).isEqualTo("hello");
        takeDown(id);
    }
}
