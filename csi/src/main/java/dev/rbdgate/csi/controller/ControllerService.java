package dev.rbdgate.csi.controller;

import com.google.protobuf.Int64Value;
import dev.rbdgate.csi.call.Calls;
import dev.rbdgate.csi.call.Capabilities;
import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.v1.*;
import dev.rbdgate.csi.v1.ControllerServiceCapability.RPC;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The Controller service (CSI, "Controller Service RPC"), over the gateway's REST API. */
public final class ControllerService extends ControllerGrpc.ControllerImplBase {

    private static final List<RPC.Type> OFFERED =
            List.of(
                    RPC.Type.CREATE_DELETE_VOLUME,
                    RPC.Type.PUBLISH_UNPUBLISH_VOLUME,
                    RPC.Type.LIST_VOLUMES,
                    RPC.Type.LIST_VOLUMES_PUBLISHED_NODES,
                    RPC.Type.GET_CAPACITY,
                    RPC.Type.CREATE_DELETE_SNAPSHOT,
                    RPC.Type.LIST_SNAPSHOTS,
                    RPC.Type.CLONE_VOLUME,
                    RPC.Type.EXPAND_VOLUME,
                    RPC.Type.MODIFY_VOLUME,
                    RPC.Type.GET_VOLUME,
                    RPC.Type.GET_SNAPSHOT,
                    RPC.Type.VOLUME_CONDITION,
                    RPC.Type.SINGLE_NODE_MULTI_WRITER);

    private final Calls calls = new Calls();
    private final GatewayClient gateway;
    private final Images images;
    private final Volumes volumes;
    private final Snapshots snapshots;
    private final Publications publications;

    /**
     * @param portals {@code host:port} of the gateway's portals, as nodes reach them
     * @param chapKey file with the key that CHAP secrets are derived from
     * @param topology segments of the nodes that reach the gateway; empty: all do
     */
    public ControllerService(
            GatewayClient gateway, List<String> portals, Path chapKey, Map<String, String> topology)
            throws IOException {
        this.gateway = gateway;
        Portals served = new Portals(List.copyOf(portals));
        images = new Images(gateway);
        volumes = new Volumes(gateway, images, served, Map.copyOf(topology));
        snapshots = new Snapshots(gateway, images);
        publications = new Publications(gateway, images, served, ChapSecrets.read(chapKey));
    }

    @Override
    public void controllerGetCapabilities(
            ControllerGetCapabilitiesRequest request,
            StreamObserver<ControllerGetCapabilitiesResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    var answer = ControllerGetCapabilitiesResponse.newBuilder();
                    OFFERED.forEach(
                            it -> answer.addCapabilitiesBuilder().getRpcBuilder().setType(it));
                    return answer.build();
                });
    }

    @Override
    public void createVolume(
            CreateVolumeRequest request, StreamObserver<CreateVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                "volume " + request.getName(),
                () -> CreateVolumeResponse.newBuilder().setVolume(volumes.create(request)).build());
    }

    @Override
    public void deleteVolume(
            DeleteVolumeRequest request, StreamObserver<DeleteVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    volumes.delete(request.getVolumeId());
                    return DeleteVolumeResponse.getDefaultInstance();
                });
    }

    @Override
    public void controllerPublishVolume(
            ControllerPublishVolumeRequest request,
            StreamObserver<ControllerPublishVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () ->
                        ControllerPublishVolumeResponse.newBuilder()
                                .putAllPublishContext(publications.publish(request))
                                .build());
    }

    @Override
    public void controllerUnpublishVolume(
            ControllerUnpublishVolumeRequest request,
            StreamObserver<ControllerUnpublishVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    publications.unpublish(request.getVolumeId(), request.getNodeId());
                    return ControllerUnpublishVolumeResponse.getDefaultInstance();
                });
    }

    @Override
    public void validateVolumeCapabilities(
            ValidateVolumeCapabilitiesRequest request,
            StreamObserver<ValidateVolumeCapabilitiesResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    Refusal.required(request.getVolumeId(), "volume_id");
                    if (request.getVolumeCapabilitiesCount() == 0) {
                        throw Refusal.invalid("volume_capabilities is missing");
                    }
                    var _ = images.get(request.getVolumeId());
                    var _ =
                            VolumeParameters.parse(
                                    request.getParametersMap(),
                                    request.getModifiableParametersMap());
                    Optional<String> problem =
                            request.getVolumeCapabilitiesList().stream()
                                    .flatMap(it -> Capabilities.problem(it).stream())
                                    .findFirst();
                    var answer = ValidateVolumeCapabilitiesResponse.newBuilder();
                    if (problem.isPresent()) {
                        answer.setMessage(problem.get());
                    } else {
                        answer.getConfirmedBuilder()
                                .putAllVolumeContext(request.getVolumeContextMap())
                                .addAllVolumeCapabilities(request.getVolumeCapabilitiesList())
                                .putAllParameters(request.getParametersMap())
                                .putAllModifiableParameters(request.getModifiableParametersMap());
                    }
                    return answer.build();
                });
    }

    @Override
    public void listVolumes(
            ListVolumesRequest request, StreamObserver<ListVolumesResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    Pages<JsonNode> page =
                            Pages.of(
                                    images.list(),
                                    Images::id,
                                    request.getMaxEntries(),
                                    request.getStartingToken(),
                                    it -> VolumeId.parse(it).isPresent());
                    var answer = ListVolumesResponse.newBuilder().setNextToken(page.nextToken());
                    for (JsonNode image : page.items()) {
                        VolumeId volume = VolumeId.parse(Images.id(image)).orElseThrow();
                        var entry = answer.addEntriesBuilder().setVolume(volumes.view(image));
                        entry.getStatusBuilder()
                                .addAllPublishedNodeIds(publications.nodes(volume))
                                .setVolumeCondition(volumes.condition(volume));
                    }
                    return answer.build();
                });
    }

    @Override
    public void getCapacity(
            GetCapacityRequest request, StreamObserver<GetCapacityResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    var _ = VolumeParameters.parse(request.getParametersMap(), Map.of());
                    boolean offered =
                            request.getVolumeCapabilitiesList().stream()
                                            .allMatch(it -> Capabilities.problem(it).isEmpty())
                                    && volumes.isReachedFrom(request.getAccessibleTopology());
                    long available =
                            gateway.get("/system").ok().at("/capacity/availableBytes").asLong();
                    return GetCapacityResponse.newBuilder()
                            .setAvailableCapacity(offered ? available : 0)
                            .setMaximumVolumeSize(Int64Value.of(Sizes.MAX_BYTES))
                            .build();
                });
    }

    @Override
    public void controllerGetVolume(
            ControllerGetVolumeRequest request,
            StreamObserver<ControllerGetVolumeResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    JsonNode image = images.get(request.getVolumeId());
                    VolumeId volume = VolumeId.parse(Images.id(image)).orElseThrow();
                    var answer =
                            ControllerGetVolumeResponse.newBuilder().setVolume(volumes.view(image));
                    answer.getStatusBuilder()
                            .addAllPublishedNodeIds(publications.nodes(volume))
                            .setVolumeCondition(volumes.condition(volume));
                    return answer.build();
                });
    }

    @Override
    public void controllerModifyVolume(
            ControllerModifyVolumeRequest request,
            StreamObserver<ControllerModifyVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    Refusal.required(request.getVolumeId(), "volume_id");
                    Quality quality = Quality.exactly(request.getModifiableParametersMap());
                    if (quality.isEmpty()) {
                        throw Refusal.invalid("mutable_parameters is missing");
                    }
                    volumes.modify(request.getVolumeId(), quality);
                    return ControllerModifyVolumeResponse.getDefaultInstance();
                });
    }

    @Override
    public void getSnapshot(
            GetSnapshotRequest request, StreamObserver<GetSnapshotResponse> observer) {
        calls.answer(
                observer,
                () ->
                        GetSnapshotResponse.newBuilder()
                                .setSnapshot(snapshots.get(request.getSnapshotId()))
                                .build());
    }

    @Override
    public void createSnapshot(
            CreateSnapshotRequest request, StreamObserver<CreateSnapshotResponse> observer) {
        calls.answerAlone(
                observer,
                "snapshot " + request.getName(),
                () ->
                        CreateSnapshotResponse.newBuilder()
                                .setSnapshot(snapshots.create(request))
                                .build());
    }

    @Override
    public void deleteSnapshot(
            DeleteSnapshotRequest request, StreamObserver<DeleteSnapshotResponse> observer) {
        calls.answerAlone(
                observer,
                request.getSnapshotId(),
                () -> {
                    snapshots.delete(request.getSnapshotId());
                    return DeleteSnapshotResponse.getDefaultInstance();
                });
    }

    @Override
    public void listSnapshots(
            ListSnapshotsRequest request, StreamObserver<ListSnapshotsResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    Pages<Snapshot> page =
                            Pages.of(
                                    snapshots.list(request),
                                    Snapshot::getSnapshotId,
                                    request.getMaxEntries(),
                                    request.getStartingToken(),
                                    it -> SnapshotId.parse(it).isPresent());
                    var answer = ListSnapshotsResponse.newBuilder().setNextToken(page.nextToken());
                    page.items().forEach(it -> answer.addEntriesBuilder().setSnapshot(it));
                    return answer.build();
                });
    }

    @Override
    public void controllerExpandVolume(
            ControllerExpandVolumeRequest request,
            StreamObserver<ControllerExpandVolumeResponse> observer) {
        calls.answerAlone(
                observer,
                request.getVolumeId(),
                () -> {
                    Refusal.required(request.getVolumeId(), "volume_id");
                    // It may be left out (CSI, ControllerExpandVolumeRequest).
                    if (request.hasVolumeCapability()) {
                        Capabilities.check(List.of(request.getVolumeCapability()));
                    }
                    return ControllerExpandVolumeResponse.newBuilder()
                            .setCapacityBytes(
                                    volumes.expand(
                                            request.getVolumeId(), request.getCapacityRange()))
                            .setNodeExpansionRequired(true)
                            .build();
                });
    }
}
