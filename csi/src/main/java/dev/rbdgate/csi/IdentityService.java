package dev.rbdgate.csi;

import com.google.protobuf.BoolValue;
import dev.rbdgate.csi.call.Calls;
import dev.rbdgate.csi.v1.*;
import io.grpc.stub.StreamObserver;
import java.util.function.BooleanSupplier;

/** The Identity service (CSI, "Identity Service RPC"). */
final class IdentityService extends IdentityGrpc.IdentityImplBase {

    static final String NAME = "csi.rbdgate.dev";

    private final Calls calls = new Calls();
    private final String version;
    private final boolean hasTopology;
    private final BooleanSupplier ready;

    /**
     * @param hasTopology whether not every node reaches the gateway
     * @param ready whether the driver can work now
     */
    IdentityService(String version, boolean hasTopology, BooleanSupplier ready) {
        this.version = version;
        this.hasTopology = hasTopology;
        this.ready = ready;
    }

    @Override
    public void getPluginInfo(
            GetPluginInfoRequest request, StreamObserver<GetPluginInfoResponse> observer) {
        calls.answer(
                observer,
                () ->
                        GetPluginInfoResponse.newBuilder()
                                .setName(NAME)
                                .setVendorVersion(version)
                                .build());
    }

    @Override
    public void getPluginCapabilities(
            GetPluginCapabilitiesRequest request,
            StreamObserver<GetPluginCapabilitiesResponse> observer) {
        calls.answer(
                observer,
                () -> {
                    var answer = GetPluginCapabilitiesResponse.newBuilder();
                    answer.addCapabilitiesBuilder()
                            .getServiceBuilder()
                            .setType(PluginCapability.Service.Type.CONTROLLER_SERVICE);
                    if (hasTopology) {
                        answer.addCapabilitiesBuilder()
                                .getServiceBuilder()
                                .setType(
                                        PluginCapability.Service.Type
                                                .VOLUME_ACCESSIBILITY_CONSTRAINTS);
                    }
                    answer.addCapabilitiesBuilder()
                            .getVolumeExpansionBuilder()
                            .setType(PluginCapability.VolumeExpansion.Type.ONLINE);
                    return answer.build();
                });
    }

    @Override
    public void probe(ProbeRequest request, StreamObserver<ProbeResponse> observer) {
        calls.answer(
                observer,
                () ->
                        ProbeResponse.newBuilder()
                                .setReady(BoolValue.of(ready.getAsBoolean()))
                                .build());
    }
}
