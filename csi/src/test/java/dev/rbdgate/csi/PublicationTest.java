package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.v1.ControllerUnpublishVolumeRequest;
import dev.rbdgate.csi.v1.VolumeCapability;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Publishing volumes to nodes: grants on the gateway. */
final class PublicationTest extends LiveDriverTest {

    private Map<String, String> publish(String volume, String node, VolumeCapability capability) {
        return controller()
                .controllerPublishVolume(
                        publication(volume).setNodeId(node).setVolumeCapability(capability).build())
                .getPublishContextMap();
    }

    private void unpublish(String volume, String node) {
        var _ =
                controller()
                        .controllerUnpublishVolume(
                                ControllerUnpublishVolumeRequest.newBuilder()
                                        .setVolumeId(volume)
                                        .setNodeId(node)
                                        .build());
    }

    @Test
    void aNodeIsGrantedWithChapOfItsOwnAndTheSameAgain() {
        String id = volume("p-1").getVolumeId();
        var context = publish(id, NODE, mount(Mode.SINGLE_NODE_WRITER));
        assertThat(context.get("naa")).matches("3[0-9a-f]{15}");
        assertThat(context.get("chapUser")).isEqualTo("csi-p-1");
        assertThat(context.get("chapSecret")).matches("[0-9a-f]{24}");
        assertThat(publish(id, NODE, mount(Mode.SINGLE_NODE_WRITER))).isEqualTo(context);
        assertThat(grants(id)).containsExactly(NODE);
        unpublish(id, NODE);
        unpublish(id, NODE);
        assertThat(grants(id)).isEmpty();
        var other = publish(id, OTHER_NODE, mount(Mode.SINGLE_NODE_WRITER));
        assertThat(other.get("chapSecret")).isNotEqualTo(context.get("chapSecret"));
    }

    @Test
    void theClassSaysWhoProvesWhatByChap() {
        for (String mode : List.of("true", "mutual", "false")) {
            String id =
                    controller()
                            .createVolume(
                                    creation("chap-" + mode).putParameters("chap", mode).build())
                            .getVolume()
                            .getVolumeId();
            var context = publish(id, NODE, mount(Mode.SINGLE_NODE_WRITER));
            assertThat(publish(id, NODE, mount(Mode.SINGLE_NODE_WRITER))).isEqualTo(context);
            assertThat(context.containsKey("chapSecret")).isEqualTo(!mode.equals("false"));
            assertThat(context.containsKey("gatewaySecret")).isEqualTo(mode.equals("mutual"));
            assertThat(context.getOrDefault("gatewaySecret", "none"))
                    .isNotEqualTo(context.get("chapSecret"));
            var grant =
                    rest().get(
                                    GatewayClient.path(
                                            "targets",
                                            "iqn.2026-11.dev.rbdgate:csi-chap-" + mode,
                                            "initiators",
                                            NODE))
                            .ok();
            assertThat(grant.path("chap").isObject()).isEqualTo(!mode.equals("false"));
            assertThat(grant.path("mutualChap").isObject()).isEqualTo(mode.equals("mutual"));
        }
    }

    @Test
    void aVolumeForOneNodeIsNotPublishedToTwo() {
        String id = volume("p-2").getVolumeId();
        publish(id, NODE, block(Mode.SINGLE_NODE_WRITER));
        Expect.refused(
                Code.FAILED_PRECONDITION,
                () -> publish(id, OTHER_NODE, block(Mode.SINGLE_NODE_WRITER)));
        Expect.refused(
                Code.FAILED_PRECONDITION,
                () -> publish(id, OTHER_NODE, block(Mode.MULTI_NODE_MULTI_WRITER)));
        assertThat(grants(id)).containsExactly(NODE);
    }

    @Test
    void aSharedVolumeIsPublishedToManyAndTakenFromAllAtOnce() {
        String id = volume("p-3").getVolumeId();
        publish(id, NODE, block(Mode.MULTI_NODE_MULTI_WRITER));
        publish(id, OTHER_NODE, block(Mode.MULTI_NODE_MULTI_WRITER));
        assertThat(grants(id)).containsExactlyInAnyOrder(NODE, OTHER_NODE);
        unpublish(id, "");
        assertThat(grants(id)).isEmpty();
    }

    @Test
    void anotherCapabilityOnTheSameNodeAlreadyExists() {
        String id = volume("p-4").getVolumeId();
        publish(id, NODE, mount(Mode.SINGLE_NODE_WRITER));
        Expect.refused(
                Code.ALREADY_EXISTS, () -> publish(id, NODE, block(Mode.SINGLE_NODE_WRITER)));
    }

    @Test
    void publicationsThatMissSomethingAreInvalidAndStrangersNotFound() {
        String id = volume("p-5").getVolumeId();
        var good = mount(Mode.SINGLE_NODE_WRITER);
        Expect.refused(Code.INVALID_ARGUMENT, () -> publish("", NODE, good));
        Expect.refused(Code.INVALID_ARGUMENT, () -> publish(id, "", good));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () ->
                        controller()
                                .controllerPublishVolume(
                                        publication(id).clearVolumeCapability().build()));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () ->
                        controller()
                                .controllerPublishVolume(
                                        publication(id).setReadonly(true).build()));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () -> publish(id, NODE, mount(Mode.MULTI_NODE_MULTI_WRITER)));
        Expect.refused(Code.NOT_FOUND, () -> publish("rbd/csi-nothing", NODE, good));
        Expect.refused(Code.NOT_FOUND, () -> publish("nonsense", NODE, good));
        Expect.refused(Code.NOT_FOUND, () -> publish(id, "worker-7", good));
        Expect.refused(Code.INVALID_ARGUMENT, () -> unpublish("", NODE));
        unpublish("rbd/csi-nothing", NODE);
    }
}
