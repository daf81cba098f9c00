package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Calls;
import dev.rbdgate.csi.call.Capabilities;
import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.v1.*;
import dev.rbdgate.csi.v1.NodeServiceCapability.RPC;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Node service (CSI, "Node Service RPC"). */
public final class NodeService extends NodeGrpc.NodeImplBase {

    private static final List<RPC.Type> OFFERED =
            List.of(
                    RPC.Type.STAGE_UNSTAGE_VOLUME,
                    RPC.Type.GET_VOLUME_STATS,
                    RPC.Type.EXPAND_VOLUME,
                    RPC.Type.SINGLE_NODE_MULTI_WRITER);

    private static final Pattern INITIATOR = Pattern.compile("(?m)^InitiatorName=(\\S+)");

    private final Calls calls = new Calls();
    private final Host host;
    private final Map<String, String> topology;
    private final IscsiSessions sessions;
    private final FileSystems fileSystems;
    private final MultipathMaps maps;
    private final Staging staging;
    private final Publishing publishing;

    /**
     * @param topology segments of this node; empty: none are told
     */
    public NodeService(Host host, Map<String, String> topology) {
        this.host = host;
        this.topology = Map.copyOf(topology);
        sessions = new IscsiSessions(host);
        fileSystems = new FileSystems(host);
        maps = new MultipathMaps(host);
        Notes notes = new Notes(host);
        staging = new Staging(host, sessions, fileSystems, maps, notes);
        publishing = new Publishing(host, fileSystems, staging, notes);
    }

    @Override
    public void nodeGetCapabilities(
            NodeGetCapabilitiesRequest request,
            StreamObserver<NodeGetCapabilitiesResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    var answer = NodeGetCapabilitiesResponse.newBuilder();
                    OFFERED.forEach(
                            it -> answer.addCapabilitiesBuilder().getRpcBuilder().setType(it));
                    return answer.build();
                });
    }

    @Override
    public void nodeGetInfo(
            NodeGetInfoRequest request, StreamObserver<NodeGetInfoResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    Matcher name =
                            INITIATOR.matcher(host.ok("cat", "/etc/iscsi/initiatorname.iscsi"));
                    if (!name.find()) {
                        throw Refusal.of(Status.Code.INTERNAL, "this host has no iSCSI name");
                    }
                    var answer = NodeGetInfoResponse.newBuilder().setNodeId(name.group(1));
                    if (!topology.isEmpty()) {
                        answer.getAccessibleTopologyBuilder().putAllSegments(topology);
                    }
                    return answer.build();
                });
    }

    @Override
    public void nodeStageVolume(
            NodeStageVolumeRequest request, StreamObserver<NodeStageVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    Refusal.required(request.getVolumeId(), "volume_id");
                    path(request.getStagingTargetPath(), "staging_target_path");
                    check(request.hasVolumeCapability(), request.getVolumeCapability());
                    staging.stage(volume(request.getVolumeId()), request);
                    return NodeStageVolumeResponse.getDefaultInstance();
                });
    }

    @Override
    public void nodeUnstageVolume(
            NodeUnstageVolumeRequest request, StreamObserver<NodeUnstageVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    Refusal.required(request.getVolumeId(), "volume_id");
                    String path = path(request.getStagingTargetPath(), "staging_target_path");
                    staging.unstage(volume(request.getVolumeId()), path);
                    return NodeUnstageVolumeResponse.getDefaultInstance();
                });
    }

    @Override
    public void nodePublishVolume(
            NodePublishVolumeRequest request, StreamObserver<NodePublishVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    VolumeId volume = volume(Refusal.required(request.getVolumeId(), "volume_id"));
                    path(request.getTargetPath(), "target_path");
                    check(request.hasVolumeCapability(), request.getVolumeCapability());
                    if (request.getStagingTargetPath().isEmpty()) {
                        throw Refusal.of(
                                Status.Code.FAILED_PRECONDITION, "staging_target_path is missing");
                    }
                    path(request.getStagingTargetPath(), "staging_target_path");
                    publishing.publish(volume, request);
                    return NodePublishVolumeResponse.getDefaultInstance();
                });
    }

    @Override
    public void nodeUnpublishVolume(
            NodeUnpublishVolumeRequest request,
            StreamObserver<NodeUnpublishVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    VolumeId volume = volume(Refusal.required(request.getVolumeId(), "volume_id"));
                    publishing.unpublish(volume, path(request.getTargetPath(), "target_path"));
                    return NodeUnpublishVolumeResponse.getDefaultInstance();
                });
    }

    @Override
    public void nodeGetVolumeStats(
            NodeGetVolumeStatsRequest request,
            StreamObserver<NodeGetVolumeStatsResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    var _ = volume(Refusal.required(request.getVolumeId(), "volume_id"));
                    String path = published(request.getVolumePath());
                    return new Statistics(host).of(path, fileSystems.mounted(path, "FSTYPE"));
                });
    }

    @Override
    public void nodeExpandVolume(
            NodeExpandVolumeRequest request, StreamObserver<NodeExpandVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    VolumeId volume = volume(Refusal.required(request.getVolumeId(), "volume_id"));
                    String path = published(request.getVolumePath());
                    checkCapability(request);
                    sessions.rescan(volume);
                    return expand(path, request.getCapacityRange());
                });
    }

    /** The capability may be left out here (CSI, NodeExpandVolumeRequest). */
    private static void checkCapability(NodeExpandVolumeRequest request) {
        if (request.hasVolumeCapability()) {
            Capabilities.check(List.of(request.getVolumeCapability()));
        }
    }

    /** The gateway has grown the volume before; what it holds now is what there is. */
    private NodeExpandVolumeResponse expand(String path, CapacityRange range) {
        String type = fileSystems.mounted(path, "FSTYPE");
        String device = fileSystems.device(path);
        maps.name(device).ifPresent(maps::resize);
        if (!type.equals(Statistics.DEVICE_FILES)) {
            fileSystems.grow(device, type, path);
        }
        long bytes = Long.parseLong(host.ok("blockdev", "--getsize64", device).strip());
        if (bytes < range.getRequiredBytes()
                || (range.getLimitBytes() != 0 && bytes > range.getLimitBytes())) {
            throw Refusal.of(
                    Status.Code.OUT_OF_RANGE,
                    "%s has %d bytes, which the capacity_range leaves out",
                    device,
                    bytes);
        }
        return NodeExpandVolumeResponse.newBuilder().setCapacityBytes(bytes).build();
    }

    /** Where a volume is published. */
    private String published(String volumePath) {
        String path = path(volumePath, "volume_path");
        if (!fileSystems.isMounted(path)) {
            throw Refusal.notFound("nothing is published at %s", path);
        }
        return path;
    }

    private static VolumeId volume(String id) {
        return VolumeId.parse(id).orElseThrow(() -> Refusal.notFound("there is no volume %s", id));
    }

    private static String path(String path, String field) {
        if (!Refusal.required(path, field).startsWith("/")) {
            throw Refusal.invalid("%s is no absolute path", field);
        }
        return path;
    }

    private static void check(boolean given, VolumeCapability capability) {
        Capabilities.check(given ? List.of(capability) : List.of());
    }
}
