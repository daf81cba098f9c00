package dev.rbdgate.csi;

import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.v1.ControllerGrpc;
import dev.rbdgate.csi.v1.ControllerPublishVolumeRequest;
import dev.rbdgate.csi.v1.CreateVolumeRequest;
import dev.rbdgate.csi.v1.Volume;
import dev.rbdgate.csi.v1.VolumeCapability;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import dev.rbdgate.gateway.RbdgateApplication;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A driver in controller mode on its socket, with a real gateway behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LiveDriverTest {

    static final String NODE = "iqn.1993-08.org.debian:01:node-a";
    static final String OTHER_NODE = "iqn.1993-08.org.debian:01:node-b";
    static final long MIB = 1L << 20;

    private ConfigurableApplicationContext gateway;
    private DriverProcess driver;
    private GatewayClient rest;
    private Path directory;
    private String url;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        Path data = directory.resolve("data");
        Path operator = Files.writeString(directory.resolve("operator"), "operators-own-token");
        Path viewer = Files.writeString(directory.resolve("viewer"), "viewers-very-own-token");
        Files.writeString(directory.resolve("stranger"), "a-token-of-nobody-here");
        Files.writeString(directory.resolve("key"), "0123456789abcdef");
        gateway =
                RbdgateApplication.run(
                        "--data-dir=" + data,
                        "--operator-token-file=" + operator,
                        "--viewer-token-file=" + viewer,
                        "--iscsi-host=127.0.0.1",
                        "--iscsi-port=0",
                        "--http-port=0");
        url = "http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port");
        driver = anotherDriver("operator");
        rest = new GatewayClient(URI.create(url), data.resolve("admin.token"), Optional.empty());
    }

    /**
     * Starts a driver of the same gateway, which the caller closes.
     *
     * @param token whose: operator, viewer, stranger
     */
    DriverProcess anotherDriver(String token, String... options) throws Exception {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--endpoint=unix://"
                                        + Files.createTempDirectory(directory, "s").resolve("s"),
                                "--mode=controller",
                                "--gateway=" + url,
                                "--token-file=" + directory.resolve(token),
                                "--portals=localhost:3260,[::1]:3261",
                                "--chap-key-file=" + directory.resolve("key")));
        arguments.addAll(List.of(options));
        return DriverProcess.start(arguments.toArray(String[]::new));
    }

    @AfterAll
    void stop() {
        driver.close();
        rest.close();
        gateway.close();
    }

    /** A second client of the gateway, to look behind the driver. */
    GatewayClient rest() {
        return rest;
    }

    DriverProcess driver() {
        return driver;
    }

    ControllerGrpc.ControllerBlockingStub controller() {
        return driver.controller();
    }

    static VolumeCapability mount(Mode mode) {
        VolumeCapability.Builder builder = VolumeCapability.newBuilder();
        builder.getMountBuilder().setFsType("ext4");
        builder.getAccessModeBuilder().setMode(mode);
        return builder.build();
    }

    static VolumeCapability block(Mode mode) {
        VolumeCapability.Builder builder = VolumeCapability.newBuilder();
        builder.getBlockBuilder();
        builder.getAccessModeBuilder().setMode(mode);
        return builder.build();
    }

    static CreateVolumeRequest.Builder creation(String name) {
        CreateVolumeRequest.Builder builder =
                CreateVolumeRequest.newBuilder()
                        .setName(name)
                        .addVolumeCapabilities(mount(Mode.SINGLE_NODE_WRITER));
        builder.getCapacityRangeBuilder().setRequiredBytes(16 * MIB);
        return builder;
    }

    Volume volume(String name) {
        return controller().createVolume(creation(name).build()).getVolume();
    }

    static ControllerPublishVolumeRequest.Builder publication(String volume) {
        return ControllerPublishVolumeRequest.newBuilder()
                .setVolumeId(volume)
                .setNodeId(NODE)
                .setVolumeCapability(mount(Mode.SINGLE_NODE_WRITER));
    }

    List<String> grants(String volume) {
        return rest.get(
                        GatewayClient.path(
                                "targets",
                                "iqn.2026-11.dev.rbdgate:"
                                        + volume.substring(volume.indexOf('/') + 1)))
                .ok()
                .path("initiators")
                .valueStream()
                .map(it -> it.asString())
                .toList();
    }
}
