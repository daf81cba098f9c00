package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.csi.node.NodeService;
import dev.rbdgate.csi.v1.ControllerExpandVolumeRequest;
import dev.rbdgate.csi.v1.ControllerGrpc;
import dev.rbdgate.csi.v1.ControllerPublishVolumeRequest;
import dev.rbdgate.csi.v1.ControllerUnpublishVolumeRequest;
import dev.rbdgate.csi.v1.CreateVolumeRequest;
import dev.rbdgate.csi.v1.NodeExpandVolumeRequest;
import dev.rbdgate.csi.v1.NodeExpandVolumeResponse;
import dev.rbdgate.csi.v1.NodeGetInfoRequest;
import dev.rbdgate.csi.v1.NodeGetInfoResponse;
import dev.rbdgate.csi.v1.NodePublishVolumeRequest;
import dev.rbdgate.csi.v1.NodePublishVolumeResponse;
import dev.rbdgate.csi.v1.NodeStageVolumeRequest;
import dev.rbdgate.csi.v1.NodeStageVolumeResponse;
import dev.rbdgate.csi.v1.NodeUnpublishVolumeRequest;
import dev.rbdgate.csi.v1.NodeUnpublishVolumeResponse;
import dev.rbdgate.csi.v1.NodeUnstageVolumeRequest;
import dev.rbdgate.csi.v1.NodeUnstageVolumeResponse;
import dev.rbdgate.csi.v1.VolumeCapability;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A gateway and the driver's controller, both from the image, and a Linux guest as a node: the calls
 * that an orchestrator makes from a claim to a pod and back. The node service runs in this process
 * and its commands in the guest.
 */
final class CsiLab implements AutoCloseable {

    static final String STAGED = "/mnt/staged";
    static final String POD = "/mnt/pod";
    static final long MIB = 1L << 20;

    private final Fixtures fixtures = new Fixtures();
    private final Network network = fixtures.add(new Network());
    private final CsiGateway gateway;
    private final LinuxHost host;
    private final NodeService node;

    /**
     * @param name of the node's initiator
     * @param addresses where the gateway is told to be reached
     */
    CsiLab(Path directory, String name, List<String> addresses) throws IOException {
        gateway = fixtures.add(new CsiGateway(network, directory, addresses));
        host = fixtures.add(new LinuxHost(network, name, directory));
        node = new NodeService(new GuestHost(host), Map.of());
    }

    Network network() {
        return network;
    }

    CsiGateway gateway() {
        return gateway;
    }

    LinuxHost host() {
        return host;
    }

    NodeService node() {
        return node;
    }

    ControllerGrpc.ControllerBlockingStub controller() {
        return gateway.calls();
    }

    static VolumeCapability mount(String type, Mode mode) {
        VolumeCapability.Builder builder = VolumeCapability.newBuilder();
        builder.getMountBuilder().setFsType(type);
        builder.getAccessModeBuilder().setMode(mode);
        return builder.build();
    }

    static VolumeCapability block(Mode mode) {
        VolumeCapability.Builder builder = VolumeCapability.newBuilder();
        builder.getBlockBuilder();
        builder.getAccessModeBuilder().setMode(mode);
        return builder.build();
    }

    /** A volume of 320 MiB, the least that xfs takes. */
    String create(String name, VolumeCapability capability, Map<String, String> parameters) {
        CreateVolumeRequest.Builder request =
                CreateVolumeRequest.newBuilder()
                        .setName(name)
                        .addVolumeCapabilities(capability)
                        .putAllParameters(parameters);
        request.getCapacityRangeBuilder().setRequiredBytes(320 * MIB);
        return controller().createVolume(request.build()).getVolume().getVolumeId();
    }

    private String nodeId() {
        return Answer.<NodeGetInfoResponse>of(
                        it -> node.nodeGetInfo(NodeGetInfoRequest.getDefaultInstance(), it))
                .getNodeId();
    }

    /** Makes a volume ready on the node: a grant, a login, and what the capability asks for. */
    void stage(String id, VolumeCapability capability) {
        NodeStageVolumeRequest request = staging(id, capability);
        Answer.<NodeStageVolumeResponse>of(it -> node.nodeStageVolume(request, it));
    }

    private NodeStageVolumeRequest staging(String id, VolumeCapability capability) {
        Map<String, String> context =
                controller()
                        .controllerPublishVolume(
                                ControllerPublishVolumeRequest.newBuilder()
                                        .setVolumeId(id)
                                        .setNodeId(nodeId())
                                        .setVolumeCapability(capability)
                                        .build())
                        .getPublishContextMap();
        return NodeStageVolumeRequest.newBuilder()
                .setVolumeId(id)
                .setStagingTargetPath(STAGED)
                .setVolumeCapability(capability)
                .putAllPublishContext(context)
                .build();
    }

    void publish(String id, VolumeCapability capability, boolean readOnly) {
        NodePublishVolumeRequest request =
                NodePublishVolumeRequest.newBuilder()
                        .setVolumeId(id)
                        .setStagingTargetPath(STAGED)
                        .setTargetPath(POD)
                        .setVolumeCapability(capability)
                        .setReadonly(readOnly)
                        .build();
        Answer.<NodePublishVolumeResponse>of(it -> node.nodePublishVolume(request, it));
    }

    /** From the claim to the pod. */
    void bringUp(String id, VolumeCapability capability) {
        stage(id, capability);
        publish(id, capability, false);
    }

    void unpublish(String id) {
        NodeUnpublishVolumeRequest request =
                NodeUnpublishVolumeRequest.newBuilder().setVolumeId(id).setTargetPath(POD).build();
        Answer.<NodeUnpublishVolumeResponse>of(it -> node.nodeUnpublishVolume(request, it));
    }

    void unstage(String id) {
        NodeUnstageVolumeRequest request =
                NodeUnstageVolumeRequest.newBuilder()
                        .setVolumeId(id)
                        .setStagingTargetPath(STAGED)
                        .build();
        Answer.<NodeUnstageVolumeResponse>of(it -> node.nodeUnstageVolume(request, it));
    }

    /** Back; no disk is left. */
    void takeDown(String id) {
        unpublish(id);
        unstage(id);
        var _ =
                controller()
                        .controllerUnpublishVolume(
                                ControllerUnpublishVolumeRequest.newBuilder()
                                        .setVolumeId(id)
                                        .setNodeId(nodeId())
                                        .build());
        assertThat(host.run("ls /sys/block").lines().filter(it -> it.matches("sd.*|dm-.*")))
                .isEmpty();
    }

    long expand(String id, long bytes) {
        ControllerExpandVolumeRequest.Builder request =
                ControllerExpandVolumeRequest.newBuilder().setVolumeId(id);
        request.getCapacityRangeBuilder().setRequiredBytes(bytes);
        var _ = controller().controllerExpandVolume(request.build());
        NodeExpandVolumeRequest onNode =
                NodeExpandVolumeRequest.newBuilder().setVolumeId(id).setVolumePath(POD).build();
        return Answer.<NodeExpandVolumeResponse>of(it -> node.nodeExpandVolume(onNode, it))
                .getCapacityBytes();
    }

    @Override
    public void close() {
        fixtures.close();
    }
}
