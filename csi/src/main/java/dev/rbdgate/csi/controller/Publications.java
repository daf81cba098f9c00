package dev.rbdgate.csi.controller;

import static dev.rbdgate.csi.gateway.GatewayClient.path;

import dev.rbdgate.csi.call.Capabilities;
import dev.rbdgate.csi.call.Context;
import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import dev.rbdgate.csi.gateway.GatewayAnswer;
import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.v1.ControllerPublishVolumeRequest;
import dev.rbdgate.csi.v1.VolumeCapability;
import io.grpc.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who may reach a volume: grants to the iSCSI names of nodes, each with CHAP of its own. */
final class Publications {

    /** A node's id is its iSCSI name (RFC 7143 4.2.7). */
    private static final Pattern NODE =
            Pattern.compile(
                    "iqn\\.[0-9]{4}-[0-9]{2}\\..+|eui\\.[0-9A-Fa-f]{16}|naa\\.[0-9A-Fa-f]+");

    /** Metadata of the image: how it was published to the node of this name. */
    private static final String KEY = "csi.published.";

    /** Metadata of the image: the parameter {@code chap}. */
    static final String CHAP_KEY = "csi.chap";

    private final GatewayClient gateway;
    private final Images images;
    private final Portals portals;
    private final ChapSecrets secrets;

    Publications(GatewayClient gateway, Images images, Portals portals, ChapSecrets secrets) {
        this.gateway = gateway;
        this.images = images;
        this.portals = portals;
        this.secrets = secrets;
    }

    /** Admits a node and returns what it needs to know. */
    Map<String, String> publish(ControllerPublishVolumeRequest request) {
        String node = Refusal.required(request.getNodeId(), "node_id");
        Refusal.required(request.getVolumeId(), "volume_id");
        if (!request.hasVolumeCapability()) {
            throw Refusal.invalid("volume_capability is missing");
        }
        VolumeCapability capability = request.getVolumeCapability();
        Capabilities.check(List.of(capability));
        if (request.getReadonly()) {
            throw Refusal.invalid("read-only is a matter of the node, not of the controller");
        }
        VolumeId volume =
                VolumeId.parse(Images.id(images.get(request.getVolumeId()))).orElseThrow();
        if (!NODE.matcher(node).matches()) {
            throw Refusal.notFound("there is no node %s: the id is an iSCSI name", node);
        }
        String mode = mode(capability);
        checkOthers(volume, node, capability);
        String present = images.metadata(volume, KEY + node);
        if (!present.isEmpty() && !present.equals(mode) && nodes(volume).contains(node)) {
            throw Refusal.of(
                    Status.Code.ALREADY_EXISTS,
                    "%s is published to %s as %s",
                    volume,
                    node,
                    present);
        }
        images.setMetadata(volume, KEY + node, mode);
        Map<String, String> context = new HashMap<>();
        grant(volume, node, context);
        JsonNode lun = gateway.get(path("targets", volume.targetName(), "luns", "0")).ok();
        context.put(Context.PORTALS, portals.text());
        context.put(Context.NAA, lun.path("naa").asString());
        return context;
    }

    private static String mode(VolumeCapability capability) {
        return capability.getAccessTypeCase() + " " + capability.getAccessMode().getMode();
    }

    /** A volume for one node must not be published to two. */
    private void checkOthers(VolumeId volume, String node, VolumeCapability capability) {
        boolean alone = Capabilities.isForOneNode(capability.getAccessMode().getMode());
        for (String other : nodes(volume)) {
            boolean otherAlone = images.metadata(volume, KEY + other).contains(" SINGLE_NODE");
            if (!other.equals(node) && (alone || otherAlone)) {
                throw Refusal.of(
                        Status.Code.FAILED_PRECONDITION,
                        "%s is published to node %s",
                        volume,
                        other);
            }
        }
    }

    /** Admits a node, and adds to the context what it proves itself with. */
    private void grant(VolumeId volume, String node, Map<String, String> context) {
        ObjectNode body = GatewayClient.object().put("initiator", node);
        ChapMode mode = ChapMode.parse(images.metadata(volume, CHAP_KEY));
        if (mode != ChapMode.NONE) {
            ChapSecrets.Login login = secrets.of(volume, node);
            body.putObject("chap").put("user", login.user()).put("secret", login.secret());
            context.put(Context.CHAP_USER, login.user());
            context.put(Context.CHAP_SECRET, login.secret());
        }
        if (mode == ChapMode.MUTUAL) {
            ChapSecrets.Login own = secrets.ofGateway(volume, node);
            body.putObject("mutualChap").put("user", own.user()).put("secret", own.secret());
            context.put(Context.GATEWAY_USER, own.user());
            context.put(Context.GATEWAY_SECRET, own.secret());
        }
        String grants = path("targets", volume.targetName(), "initiators");
        GatewayAnswer answer = gateway.post(grants, body);
        if (answer.isConflict()) {
            body.remove("initiator");
            answer = gateway.patch(grants + path(node), body);
        }
        var _ = answer.ok();
    }

    /** The nodes that a volume is published to. */
    List<String> nodes(VolumeId volume) {
        GatewayAnswer target = gateway.get(path("targets", volume.targetName()));
        return target.isMissing()
                ? List.of()
                : target.ok().path("initiators").valueStream().map(JsonNode::asString).toList();
    }

    /**
     * Takes a volume from a node, or from all; its sessions end, so that a node that was lost
     * cannot write any more.
     */
    void unpublish(String id, String node) {
        VolumeId volume = VolumeId.parse(Refusal.required(id, "volume_id")).orElse(null);
        if (volume == null || images.find(volume).isEmpty()) {
            return;
        }
        for (String it : nodes(volume)) {
            if (node.isEmpty() || it.equals(node)) {
                images.delete(path("targets", volume.targetName(), "initiators", it));
                endSessions(volume, it);
                images.removeMetadata(volume, KEY + it);
            }
        }
    }

    private void endSessions(VolumeId volume, String node) {
        for (JsonNode session : gateway.items("/sessions")) {
            if (session.path("target").asString("").equals(volume.targetName())
                    && session.path("initiator").asString("").equals(node)) {
                images.delete(path("sessions", session.path("id").asString()));
            }
        }
    }
}
