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
import dev.rbdgate.csi.v1.VolumeCondition;
import io.grpc.Status;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes, grows and deletes volumes. Each step finds what an earlier call has done already. */
final class Volumes {

    /** The one LUN of a volume's target. */
    static final int LUN = 0;

    /** Metadata of the image: the parameters that it was made with. */
    private static final String PARAMETERS = "csi.parameters";

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
        VolumeParameters parameters =
                VolumeParameters.parse(
                        request.getParametersMap(), request.getModifiableParametersMap());
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
            checkSame(volume, present.get(), range, source, parameters);
        } else {
            if (source.isPresent()) {
                copy(volume, source.get(), range, parameters);
            } else {
                make(volume, Sizes.choose(range, 0, parameters.defaultBytes()), parameters);
            }
            finish(volume, parameters, present.isEmpty());
        }
        return view(images.get(volume.toString()));
    }

    /**
     * Notes how the volume was asked for, and maps it.
     *
     * @param isNew whether this call has made the image: then a refusal leaves nothing behind
     */
    private void finish(VolumeId volume, VolumeParameters parameters, boolean isNew) {
        try {
            images.setMetadata(volume, PARAMETERS, parameters.text());
            images.setMetadata(volume, Publications.CHAP_KEY, parameters.chap().text());
            map(volume, parameters);
        } catch (Refusal refusal) {
            if (isNew && refusal.code() == Status.Code.INVALID_ARGUMENT) {
                remove(volume);
            }
            throw refusal;
        }
    }

    /** A name stands for one volume, in whatever pool: its target says which. */
    private void checkNotElsewhere(VolumeId volume) {
        GatewayAnswer answer = gateway.get(lun(volume));
        if (!answer.isMissing()
                && !answer.ok().path("image").asString().equals(volume.toString())) {
            throw exists(
                    "the name is taken by %s".formatted(answer.body().path("image").asString()));
        }
    }

    /** Whether a place is one that the gateway can be reached from; none in particular is. */
    boolean isReachedFrom(Topology place) {
        return topology.isEmpty()
                || place.getSegmentsCount() == 0
                || place.getSegmentsMap().equals(topology);
    }

    private void checkTopology(CreateVolumeRequest request) {
        var wanted = request.getAccessibilityRequirements().getRequisiteList();
        if (!wanted.isEmpty() && wanted.stream().noneMatch(this::isReachedFrom)) {
            throw Refusal.of(
                    Status.Code.RESOURCE_EXHAUSTED, "the gateway serves %s only", topology);
        }
    }

    /** Whether the image was mapped, which is the last step of a creation. */
    private boolean isFinished(VolumeId volume) {
        return !gateway.get(lun(volume)).isMissing();
    }

    private void checkSame(
            VolumeId volume,
            JsonNode image,
            CapacityRange range,
            Optional<Source> source,
            VolumeParameters parameters) {
        if (!Sizes.fits(image.path("sizeBytes").asLong(), range)) {
            throw exists("volume %s exists with another size".formatted(volume));
        }
        if (!Source.parse(images.metadata(volume, Source.KEY)).equals(source)) {
            throw exists("volume %s exists with another content source".formatted(volume));
        }
        String noted = images.metadata(volume, PARAMETERS);
        if (!noted.isEmpty() && !noted.equals(parameters.text())) {
            throw exists("volume %s exists with the parameters %s".formatted(volume, noted));
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
        if (gateway.get(lun(volume)).isMissing()) {
            ObjectNode body =
                    GatewayClient.object().put("image", volume.toString()).put("lun", LUN);
            parameters.addUnit(body);
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
        image.ifPresent(it ->
                Images.snapshots(it)
                        .filter(SnapshotId::isForCopy)
                        .forEach(name -> images.delete(Images.at(volume, "snapshots", name))));
        remove(volume);
    }

    private void remove(VolumeId volume) {
        images.delete(lun(volume));
        images.delete(path("targets", volume.targetName()));
        images.delete(Images.at(volume));
    }

    /** Changes the limits of a volume. */
    void modify(String id, Quality quality) {
        var _ = images.get(id);
        VolumeId volume = VolumeId.parse(id).orElseThrow();
        ObjectNode body = GatewayClient.object();
        body.set("limits", quality.limits());
        var _ = gateway.patch(lun(volume), body).ok();
    }

    /** Whether the volume serves, and if not, why. */
    VolumeCondition condition(VolumeId volume) {
        GatewayAnswer lun = gateway.get(lun(volume));
        if (lun.isMissing()) {
            return VolumeCondition.newBuilder()
                    .setAbnormal(true)
                    .setMessage("the volume is not mapped")
                    .build();
        }
        boolean ready = lun.ok().path("state").asString("").equals("ready");
        return VolumeCondition.newBuilder()
                .setAbnormal(!ready)
                .setMessage(lun.body().path("problem").asString(ready ? "ready" : "not ready"))
                .build();
    }

    private static String lun(VolumeId volume) {
        return path("targets", volume.targetName(), "luns", Integer.toString(LUN));
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
