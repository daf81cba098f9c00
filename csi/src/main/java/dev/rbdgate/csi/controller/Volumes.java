package dev.rbdgate.csi.controller;

import static dev.rbdgate.csi.gateway.GatewayClient.path;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.rbdgate.csi.call.Capabilities;
import dev.rbdgate.csi.call.Context;
import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.gateway.GatewayAnswer;
import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.v1.CapacityRange;
import dev.rbdgate.csi.v1.CreateVolumeRequest;
import dev.rbdgate.csi.v1.Topology;
import dev.rbdgate.csi.v1.Volume;
import io.grpc.Status;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes, grows and deletes volumes. Each step finds what an earlier call has done already. */
final class Volumes {

    /** The one LUN of a volume's target. */
    static final int LUN = 0;

    private final GatewayClient gateway;
    private final Images images;
    private final Portals portals;
    private final Map<String, String> topology;

    /**
     * @param topology segments from which the gateway can be reached; empty: from everywhere
     */
    Volumes(GatewayClient gateway, Images images, Portals portals, Map<String, String> topology) {
        this.gateway = gateway;
        this.images = images;
        this.portals = portals;
        this.topology = topology;
    }

    Volume create(CreateVolumeRequest request) {
        Refusal.required(request.getName(), "name");
        Capabilities.check(request.getVolumeCapabilitiesList());
        if (request.getModifiableParametersCount() > 0) {
            throw Refusal.invalid("volumes have no mutable_parameters");
        }
        VolumeParameters parameters = VolumeParameters.parse(request.getParametersMap());
        checkTopology(request);
        VolumeId volume = new VolumeId(parameters.pool(), VolumeId.nameFor(request.getName()));
        Optional<Source> source =
                request.hasVolumeContentSource()
                        ? Source.of(request.getVolumeContentSource())
                        : Optional.empty();
        checkNotElsewhere(volume);
        CapacityRange range = request.getCapacityRange();
        Optional<JsonNode> present = images.find(volume);
        if (present.isPresent() && isFinished(volume)) {
            checkSame(volume, present.get(), range, source);
        } else if (source.isPresent()) {
            copy(volume, source.get(), range, parameters);
        } else {
            make(volume, Sizes.choose(range, 0, Sizes.DEFAULT_BYTES), parameters);
        }
        map(volume, parameters);
        return view(images.get(volume.toString()));
    }

    /** A name stands for one volume, in whatever pool: its target says which. */
    private void checkNotElsewhere(VolumeId volume) {
        GatewayAnswer answer = gateway.get(path("targets", volume.targetName(), "luns", "0"));
        if (!answer.isMissing()
                && !answer.ok().path("image").asString().equals(volume.toString())) {
            throw exists(
                    "the name is taken by %s".formatted(answer.body().path("image").asString()));
        }
    }

    private void checkTopology(CreateVolumeRequest request) {
        var wanted = request.getAccessibilityRequirements().getRequisiteList();
        if (!topology.isEmpty()
                && !wanted.isEmpty()
                && wanted.stream().noneMatch(it -> it.getSegmentsMap().equals(topology))) {
            throw Refusal.of(
                    Status.Code.RESOURCE_EXHAUSTED, "the gateway serves %s only", topology);
        }
    }

    /** Whether the image was mapped, which is the last step of a creation. */
    private boolean isFinished(VolumeId volume) {
        return !gateway.get(path("targets", volume.targetName(), "luns", "0")).isMissing();
    }

    private void checkSame(
            VolumeId volume, JsonNode image, CapacityRange range, Optional<Source> source) {
        if (!Sizes.fits(image.path("sizeBytes").asLong(), range)) {
            throw exists("volume %s exists with another size".formatted(volume));
        }
        if (!Source.parse(images.metadata(volume, Source.KEY)).equals(source)) {
            throw exists("volume %s exists with another content source".formatted(volume));
        }
    }

    private static Refusal exists(String why) {
        return Refusal.of(Status.Code.ALREADY_EXISTS, "%s", why);
    }

    private void make(VolumeId volume, long size, VolumeParameters parameters) {
        ObjectNode body =
                GatewayClient.object()
                        .put("pool", volume.pool())
                        .put("name", volume.image())
                        .put("size", size);
        parameters.addLayout(body);
        GatewayAnswer answer = gateway.post("/images", body);
        if (answer.isConflict()) {
            throw exists(answer.reason());
        }
        var _ = answer.ok();
    }

    private void copy(
            VolumeId volume, Source source, CapacityRange range, VolumeParameters parameters) {
        SnapshotId from = snapshotOf(volume, source);
        GatewayAnswer snapshot = gateway.get(Images.at(from.volume(), "snapshots", from.name()));
        if (snapshot.isMissing()) {
            throw Refusal.notFound("there is no snapshot %s", from);
        }
        long least = snapshot.ok().path("sizeBytes").asLong();
        long size = Sizes.choose(range, least, least);
        ObjectNode body =
                GatewayClient.object()
                        .put("pool", volume.pool())
                        .put("name", volume.image())
                        .put("from", from.toString());
        parameters.addLayout(body);
        GatewayAnswer answer = gateway.post("/images", body);
        if (answer.isConflict()) {
            throw exists(answer.reason());
        }
        JsonNode image = answer.ok();
        images.setMetadata(volume, Source.KEY, source.text());
        if (image.path("sizeBytes").asLong() < size) {
            resize(volume, size);
        }
        if (parameters.flatten() && image.path("parent").isString()) {
            var _ = gateway.post(Images.at(volume, "flatten"), GatewayClient.object()).ok();
        }
    }

    private SnapshotId snapshotOf(VolumeId volume, Source source) {
        if (source.isSnapshot()) {
            return SnapshotId.parse(source.id())
                    .orElseThrow(() -> Refusal.notFound("there is no snapshot %s", source.id()));
        }
        JsonNode image = images.get(source.id());
        VolumeId original = VolumeId.parse(Images.id(image)).orElseThrow();
        SnapshotId snapshot = SnapshotId.forCopy(original, volume);
        var _ =
                gateway.post(
                                Images.at(original, "snapshots"),
                                GatewayClient.object().put("name", snapshot.name()))
                        .ok();
        return snapshot;
    }

    private void map(VolumeId volume, VolumeParameters parameters) {
        var _ =
                gateway.post("/targets", GatewayClient.object().put("iqn", volume.targetName()))
                        .ok();
        String luns = path("targets", volume.targetName(), "luns");
        if (gateway.get(luns + "/" + LUN).isMissing()) {
            ObjectNode body =
                    GatewayClient.object().put("image", volume.toString()).put("lun", LUN);
            parameters.addBlockSize(body);
            var _ = gateway.post(luns, body).ok();
        }
    }

    private void resize(VolumeId volume, long size) {
        var _ = gateway.patch(Images.at(volume), GatewayClient.object().put("size", size)).ok();
    }

    /** Grows a volume to a range, if it is smaller, and returns its size. */
    long expand(String id, CapacityRange range) {
        JsonNode image = images.get(id);
        long present = image.path("sizeBytes").asLong();
        if (range.getRequiredBytes() == 0 && range.getLimitBytes() == 0) {
            throw Refusal.invalid("capacity_range is missing");
        }
        if (Sizes.fits(present, range)) {
            return present;
        }
        long size = Sizes.choose(range, present, present);
        resize(VolumeId.parse(id).orElseThrow(), size);
        return size;
    }

    /** Deletes a volume; one that is not there is deleted already. */
    void delete(String id) {
        Optional<VolumeId> parsed = VolumeId.parse(Refusal.required(id, "volume_id"));
        if (parsed.isEmpty()) {
            return;
        }
        VolumeId volume = parsed.get();
        Optional<JsonNode> image = images.find(volume);
        checkUnused(volume, image);
        images.delete(path("targets", volume.targetName(), "luns", "0"));
        images.delete(path("targets", volume.targetName()));
        if (image.isPresent()) {
            Images.snapshots(image.get())
                    .filter(SnapshotId::isForCopy)
                    .forEach(it -> images.delete(Images.at(volume, "snapshots", it)));
            images.delete(Images.at(volume));
        }
    }

    private void checkUnused(VolumeId volume, Optional<JsonNode> image) {
        GatewayAnswer target = gateway.get(path("targets", volume.targetName()));
        if (!target.isMissing() && !target.ok().path("initiators").isEmpty()) {
            throw inUse("volume %s is published to %s", volume, target.body().path("initiators"));
        }
        if (image.isEmpty()) {
            return;
        }
        Optional<String> snapshot =
                Images.snapshots(image.get()).filter(SnapshotId::isOrchestrators).findFirst();
        if (snapshot.isPresent()) {
            throw inUse("volume %s has the snapshot %s", volume, snapshot.get());
        }
        if (!gateway.items(Images.at(volume, "children")).isEmpty()) {
            throw inUse("other volumes still depend on the blocks of %s", volume);
        }
    }

    @FormatMethod
    private static Refusal inUse(@FormatString String form, Object... arguments) {
        return Refusal.of(Status.Code.FAILED_PRECONDITION, "%s", form.formatted(arguments));
    }

    /** What the orchestrator is told of a volume. */
    Volume view(JsonNode image) {
        String id = Images.id(image);
        VolumeId volume = VolumeId.parse(id).orElseThrow();
        Volume.Builder view =
                Volume.newBuilder()
                        .setVolumeId(id)
                        .setCapacityBytes(image.path("sizeBytes").asLong())
                        .putVolumeContext(Context.PORTALS, portals.text());
        Source.parse(images.metadata(volume, Source.KEY))
                .ifPresent(it -> view.setContentSource(it.content()));
        if (!topology.isEmpty()) {
            view.addAccessibleTopology(Topology.newBuilder().putAllSegments(topology));
        }
        return view.build();
    }
}
