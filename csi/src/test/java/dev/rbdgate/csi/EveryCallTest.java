package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Message;
import dev.rbdgate.csi.node.NodeService;
import dev.rbdgate.csi.v1.ControllerGrpc;
import dev.rbdgate.csi.v1.GetCapacityRequest;
import dev.rbdgate.csi.v1.IdentityGrpc;
import dev.rbdgate.csi.v1.ListVolumesRequest;
import dev.rbdgate.csi.v1.NodeGrpc;
import dev.rbdgate.csi.v1.Topology;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for all calls of the specification alike. */
final class EveryCallTest extends LiveDriverTest {

    /** Calls without a required field (CSI, "RPC Interface"). */
    private static final Set<String> WITHOUT_FIELDS =
            Set.of(
                    "GetPluginInfo",
                    "GetPluginCapabilities",
                    "Probe",
                    "ControllerGetCapabilities",
                    "NodeGetCapabilities",
                    "NodeGetInfo",
                    "ListVolumes",
                    "ListSnapshots",
                    "GetCapacity");

    private static List<MethodDescriptor<?, ?>> calls() {
        List<MethodDescriptor<?, ?>> calls = new ArrayList<>();
        calls.addAll(IdentityGrpc.getServiceDescriptor().getMethods());
        calls.addAll(ControllerGrpc.getServiceDescriptor().getMethods());
        calls.addAll(NodeGrpc.getServiceDescriptor().getMethods());
        return calls;
    }

    @Test
    void aCallThatMissesItsRequiredFieldsIsInvalidAndNoneIsUnimplemented(@TempDir Path directory)
            throws Exception {
        ScriptedHost host =
                new ScriptedHost()
                        .answers("cat /etc/iscsi", 0, "InitiatorName=iqn.2026-11.dev.rbdgate:n");
        try (DriverProcess node =
                DriverProcess.of(directory.resolve("s"), new NodeService(host, Map.of()))) {
            for (MethodDescriptor<?, ?> call : calls()) {
                DriverProcess at = "csi.v1.Node".equals(call.getServiceName()) ? node : driver();
                String name = String.valueOf(call.getBareMethodName());
                if (WITHOUT_FIELDS.contains(name)) {
                    assertThat(at.callWithNothing(call)).as(name).isInstanceOf(Message.class);
                } else {
                    StatusRuntimeException refusal =
                            catchThrowableOfType(
                                    StatusRuntimeException.class, () -> at.callWithNothing(call));
                    assertThat(refusal).as(name).isNotNull();
                    assertThat(refusal.getStatus().getCode())
                            .as(name)
                            .isEqualTo(Code.INVALID_ARGUMENT);
                }
            }
        }
    }

    @Test
    void aTokenThatMayNotOrIsNotKnownIsToldSo() throws Exception {
        try (DriverProcess looks = anotherDriver("viewer");
                DriverProcess unknown = anotherDriver("stranger")) {
            assertThat(looks.controller().listVolumes(ListVolumesRequest.getDefaultInstance()))
                    .isNotNull();
            Expect.refused(
                    Code.PERMISSION_DENIED,
                    () -> looks.controller().createVolume(creation("denied").build()));
            Expect.refused(
                    Code.UNAUTHENTICATED,
                    () -> unknown.controller().createVolume(creation("denied").build()));
        }
        assertThat(rest().get("/images/rbd/csi-denied").isMissing()).isTrue();
    }

    private static Topology zone(String name) {
        return Topology.newBuilder().putSegments("zone", name).build();
    }

    @Test
    void placesThatDoNotReachTheGatewayGetNoVolumes() throws Exception {
        try (DriverProcess driver = anotherDriver("operator", "--topology=zone=a")) {
            var controller = driver.controller();
            var here = creation("here");
            here.getAccessibilityRequirementsBuilder()
                    .addRequisite(zone("b"))
                    .addRequisite(zone("a"));
            assertThat(
                            controller
                                    .createVolume(here.build())
                                    .getVolume()
                                    .getAccessibleTopologyList())
                    .containsExactly(zone("a"));
            var elsewhere = creation("elsewhere");
            elsewhere.getAccessibilityRequirementsBuilder().addRequisite(zone("b"));
            Expect.refused(
                    Code.RESOURCE_EXHAUSTED, () -> controller.createVolume(elsewhere.build()));
            assertThat(capacity(driver, "a")).isPositive();
            assertThat(capacity(driver, "b")).isZero();
        }
    }

    private static long capacity(DriverProcess driver, String zone) {
        return driver.controller()
                .getCapacity(
                        GetCapacityRequest.newBuilder().setAccessibleTopology(zone(zone)).build())
                .getAvailableCapacity();
    }
}
