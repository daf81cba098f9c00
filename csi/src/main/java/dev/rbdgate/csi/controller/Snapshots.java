package dev.rbdgate.csi.controller;

import com.google.protobuf.Timestamp;
import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.gateway.GatewayAnswer;
import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.v1.CreateSnapshotRequest;
import dev.rbdgate.csi.v1.ListSnapshotsRequest;
import dev.rbdgate.csi.v1.Snapshot;
import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Takes, lists and deletes snapshots of volumes. */
final class Snapshots {

    private final GatewayClient gateway;
    private final Images images;

    Snapshots(GatewayClient gateway, Images images) {
        this.gateway = gateway;
        this.images = images;
    }

    Snapshot create(CreateSnapshotRequest request) {
        Refusal.required(request.getName(), "name");
        Refusal.required(request.getSourceVolumeId(), "source_volume_id");
        if (request.getParametersCount() > 0) {
            throw Refusal.invalid("snapshots have no parameters");
        }
        VolumeId volume =
                VolumeId.parse(Images.id(images.get(request.getSourceVolumeId()))).orElseThrow();
        SnapshotId snapshot = SnapshotId.suggested(volume, request.getName());
        for (JsonNode image : images.list()) {
            if (!Images.id(image).equals(volume.toString())
                    && Images.snapshots(image).anyMatch(snapshot.name()::equals)) {
                throw Refusal.of(
                        Status.Code.ALREADY_EXISTS,
                        "a snapshot of that name is one of %s",
                        Images.id(image));
            }
        }
        JsonNode made =
                gateway.post(
                                Images.at(volume, "snapshots"),
                                GatewayClient.object().put("name", snapshot.name()))
                        .ok();
        return view(snapshot, made);
    }

    private static Snapshot view(SnapshotId id, JsonNode snapshot) {
        Instant created = Instant.parse(snapshot.path("created").asString());
        return Snapshot.newBuilder()
                .setSnapshotId(id.toString())
                .setSourceVolumeId(id.volume().toString())
                .setSizeBytes(snapshot.path("sizeBytes").asLong())
                .setCreationTime(
                        Timestamp.newBuilder()
                                .setSeconds(created.getEpochSecond())
                                .setNanos(created.getNano()))
                .setReadyToUse(true)
                .build();
    }

    /**
     * Deletes a snapshot; one that is not there is deleted already. Volumes that were made from it
     * keep its blocks.
     */
    void delete(String id) {
        Optional<SnapshotId> parsed = SnapshotId.parse(Refusal.required(id, "snapshot_id"));
        if (parsed.isEmpty()) {
            return;
        }
        images.delete(Images.at(parsed.get().volume(), "snapshots", parsed.get().name()));
    }

    Snapshot get(String id) {
        return SnapshotId.parse(Refusal.required(id, "snapshot_id"))
                .flatMap(this::find)
                .orElseThrow(() -> Refusal.notFound("there is no snapshot %s", id));
    }

    /** Every snapshot that a request asks for, by id. */
    List<Snapshot> list(ListSnapshotsRequest request) {
        String wanted = request.getSnapshotId();
        String volume = request.getSourceVolumeId();
        if (!wanted.isEmpty()) {
            return SnapshotId.parse(wanted)
                    .flatMap(this::find)
                    .filter(it -> volume.isEmpty() || it.getSourceVolumeId().equals(volume))
                    .stream()
                    .toList();
        }
        Stream<JsonNode> of =
                volume.isEmpty()
                        ? images.list().stream()
                        : VolumeId.parse(volume).flatMap(images::find).stream();
        return of.flatMap(image ->
                        Images.snapshots(image)
                                .filter(SnapshotId::isOrchestrators)
                                .map(it ->
                                        new SnapshotId(
                                                VolumeId.parse(Images.id(image)).orElseThrow(),
                                                it)))
                .flatMap(it -> find(it).stream())
                .sorted((a, b) -> a.getSnapshotId().compareTo(b.getSnapshotId()))
                .toList();
    }

    private Optional<Snapshot> find(SnapshotId id) {
        GatewayAnswer answer = gateway.get(Images.at(id.volume(), "snapshots", id.name()));
        return answer.isMissing() ? Optional.empty() : Optional.of(view(id, answer.ok()));
    }
}
