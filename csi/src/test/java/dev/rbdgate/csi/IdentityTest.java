package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.csi.v1.GetPluginCapabilitiesRequest;
import dev.rbdgate.csi.v1.GetPluginInfoRequest;
import dev.rbdgate.csi.v1.PluginCapability;
import dev.rbdgate.csi.v1.ProbeRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Identity service, over its socket. */
final class IdentityTest extends LiveDriverTest {

    @Test
    void itTellsItsNameAndVersion() {
        var info = driver().identity().getPluginInfo(GetPluginInfoRequest.getDefaultInstance());
        assertThat(info.getName()).isEqualTo("csi.rbdgate.dev");
        assertThat(info.getVendorVersion()).isNotEmpty();
    }

    @Test
    void itOffersAControllerAndOnlineExpansion() {
        var capabilities =
                driver().identity()
                        .getPluginCapabilities(GetPluginCapabilitiesRequest.getDefaultInstance())
                        .getCapabilitiesList();
        assertThat(capabilities)
                .hasSize(2)
                .anyMatch(it ->
                        it.getService().getType()
                                == PluginCapability.Service.Type.CONTROLLER_SERVICE)
                .anyMatch(it ->
                        it.getVolumeExpansion().getType()
                                == PluginCapability.VolumeExpansion.Type.ONLINE);
    }

    @Test
    void itIsReadyWhileTheGatewayAnswers(@TempDir Path directory) throws Exception {
        assertThat(
                        driver().identity()
                                .probe(ProbeRequest.getDefaultInstance())
                                .getReady()
                                .getValue())
                .isTrue();
        Path secret = Files.writeString(directory.resolve("secret"), "0123456789abcdef");
        try (DriverProcess lost =
                DriverProcess.start(
                        "--endpoint=unix://" + directory.resolve("s"),
                        "--mode=controller",
                        "--gateway=http://127.0.0.1:1",
                        "--token-file=" + secret,
                        "--portals=127.0.0.1:3260",
                        "--chap-key-file=" + secret,
                        "--topology=zone=a")) {
            assertThat(
                            lost.identity()
                                    .probe(ProbeRequest.getDefaultInstance())
                                    .getReady()
                                    .getValue())
                    .isFalse();
            assertThat(
                            lost.identity()
                                    .getPluginCapabilities(
                                            GetPluginCapabilitiesRequest.getDefaultInstance())
                                    .getCapabilitiesList())
                    .anyMatch(it ->
                            it.getService().getType()
                                    == PluginCapability.Service.Type
                                            .VOLUME_ACCESSIBILITY_CONSTRAINTS);
            Expect.refused(
                    io.grpc.Status.Code.UNAVAILABLE,
                    () -> {
                        var _ = lost.controller().createVolume(creation("x").build());
                    });
        }
    }
}
