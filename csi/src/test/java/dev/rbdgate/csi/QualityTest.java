package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.csi.v1.ControllerModifyVolumeRequest;
import dev.rbdgate.csi.v1.CreateVolumeRequest;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits of volumes: parameters of a class, and changes of them while a volume is used. */
final class QualityTest extends LiveDriverTest {

    private JsonNode limits(String volume) {
        return rest().get("/targets/iqn.2026-11.dev.rbdgate:csi-" + volume + "/luns/0")
                .ok()
                .path("limits");
    }

    private void modify(String id, Map<String, String> parameters) {
        var _ =
                controller()
                        .controllerModifyVolume(
                                ControllerModifyVolumeRequest.newBuilder()
                                        .setVolumeId(id)
                                        .putAllModifiableParameters(parameters)
                                        .build());
    }

    @Test
    void theClassSetsThemAndMutableParametersGoBefore() {
        CreateVolumeRequest request =
                creation("gold")
                        .putParameters("readIops", "2000")
                        .putParameters("writeBytes", "100MiB")
                        .putModifiableParameters("readIops", "3000")
                        .putModifiableParameters("burstSeconds", "0.5")
                        .build();
        var volume = controller().createVolume(request);
        assertThat(controller().createVolume(request)).isEqualTo(volume);
        assertThat(limits("gold").path("readIops").asLong()).isEqualTo(3000);
        assertThat(limits("gold").path("writeBytes").asLong()).isEqualTo(100 * MIB);
        assertThat(limits("gold").path("burstSeconds").asDouble()).isEqualTo(0.5);
        assertThat(limits("gold").path("writeIops").isNull()).isTrue();
    }

    @Test
    void theyChangeWhileTheVolumeIsPublishedAndAgainTheSame() {
        String id = volume("changing").getVolumeId();
        assertThat(limits("changing").isNull()).isTrue();
        var _ = controller().controllerPublishVolume(publication(id).build());
        for (int round = 0; round < 2; round++) {
            modify(id, Map.of("writeIops", "500", "readBytes", "1GiB"));
            assertThat(limits("changing").path("writeIops").asLong()).isEqualTo(500);
            assertThat(limits("changing").path("readBytes").asLong()).isEqualTo(1024 * MIB);
        }
        modify(id, Map.of("writeIops", "none"));
        assertThat(limits("changing").path("writeIops").isNull()).isTrue();
        assertThat(limits("changing").path("readBytes").asLong()).isEqualTo(1024 * MIB);
        modify(id, Map.of("readBytes", "none"));
        assertThat(limits("changing").isNull()).isTrue();
        assertThat(grants(id)).containsExactly(NODE);
    }

    @Test
    void whatIsNoLimitIsInvalidAndChangesNothing() {
        String id = volume("steady").getVolumeId();
        for (Map<String, String> wrong :
                List.of(
                        Map.<String, String>of(),
                        Map.of("iops", "500"),
                        Map.of("objectSize", "1MiB"),
                        Map.of("readIops", "fast"),
                        Map.of("readIops", "-1"),
                        Map.of("readIops", "1"),
                        Map.of("readBytes", "1 MB"),
                        Map.of("burstSeconds", "soon"),
                        Map.of("readIops", "500", "burstSeconds", "1000"))) {
            Expect.refused(Code.INVALID_ARGUMENT, () -> modify(id, wrong));
        }
        assertThat(limits("steady").isNull()).isTrue();
        Expect.refused(Code.INVALID_ARGUMENT, () -> modify("", Map.of("readIops", "500")));
        Expect.refused(Code.NOT_FOUND, () -> modify("rbd/csi-nothing", Map.of("readIops", "500")));
        Expect.refused(Code.NOT_FOUND, () -> modify("nonsense", Map.of("readIops", "500")));
    }
}
