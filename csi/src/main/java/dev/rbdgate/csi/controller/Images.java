package dev.rbdgate.csi.controller;

import static dev.rbdgate.csi.gateway.GatewayClient.path;

import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.gateway.GatewayAnswer;
import dev.rbdgate.csi.gateway.GatewayClient;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The driver's images on the gateway. */
final class Images {

    /** How long a call waits for a deletion that the gateway goes on with. */
    private static final Duration DELETION_LIMIT = Duration.ofSeconds(20);

    private static final Duration DELETION_PAUSE = Duration.ofMillis(200);

    private final GatewayClient gateway;

    Images(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /** The image's path on the gateway, and below it. */
    static String at(VolumeId volume, String... below) {
        return path("images", volume.pool(), volume.image())
                + (below.length == 0 ? "" : path(below));
    }

    Optional<JsonNode> find(VolumeId volume) {
        GatewayAnswer answer = gateway.get(at(volume));
        return answer.isMissing() ? Optional.empty() : Optional.of(answer.ok());
    }

    /** The image of a volume that must be there. */
    JsonNode get(String id) {
        return VolumeId.parse(Refusal.required(id, "volume_id"))
                .flatMap(this::find)
                .orElseThrow(() -> Refusal.notFound("there is no volume %s", id));
    }

    /** Every image of the driver's, by id. */
    List<JsonNode> list() {
        return gateway.items("/images").stream()
                .filter(it -> VolumeId.parse(id(it)).isPresent())
                .sorted((a, b) -> id(a).compareTo(id(b)))
                .toList();
    }

    /** The id of the volume that an image is. */
    static String id(JsonNode image) {
        return image.path("pool").asString() + "/" + image.path("name").asString();
    }

    static Stream<String> snapshots(JsonNode image) {
        return image.path("snapshots").valueStream().map(JsonNode::asString);
    }

    /** A piece of metadata of the driver's; empty if there is none. */
    String metadata(VolumeId volume, String key) {
        GatewayAnswer answer = gateway.get(at(volume, "metadata", key));
        return answer.isMissing() ? "" : answer.ok().path("value").asString("");
    }

    void setMetadata(VolumeId volume, String key, String value) {
        var _ =
                gateway.put(at(volume, "metadata", key), GatewayClient.object().put("value", value))
                        .ok();
    }

    void removeMetadata(VolumeId volume, String key) {
        GatewayAnswer answer = gateway.delete(at(volume, "metadata", key));
        if (!answer.isMissing()) {
            var _ = answer.ok();
        }
    }

    /**
     * Deletes what is at a path, and waits a while for the end of it.
     *
     * @throws Refusal ABORTED if it takes longer: the call is to be repeated
     */
    void delete(String path) {
        GatewayAnswer answer = gateway.delete(path);
        if (answer.isMissing()) {
            return;
        }
        var _ = answer.ok();
        if (answer.goesOn()) {
            await(path, GatewayAnswer::isMissing);
        }
    }

    private void await(String path, Predicate<GatewayAnswer> over) {
        Instant end = Instant.now().plus(DELETION_LIMIT);
        while (!over.test(gateway.get(path))) {
            if (Instant.now().isAfter(end)) {
                throw Refusal.of(Status.Code.ABORTED, "the gateway is still deleting %s", path);
            }
            try {
                Thread.sleep(DELETION_PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Refusal.of(Status.Code.CANCELLED, "interrupted");
            }
        }
    }
}
