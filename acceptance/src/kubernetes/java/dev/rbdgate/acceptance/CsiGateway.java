package dev.rbdgate.acceptance;

import dev.rbdgate.csi.v1.ControllerGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A gateway and the driver's controller beside it, both from the image. */
final class CsiGateway implements AutoCloseable {

    private static final String OPERATOR_TOKEN = "operators-own-token";
    private static final String OPERATOR_TOKEN_FILE = "operator";

    private final Fixtures fixtures = new Fixtures();
    private final Container gateway;
    private final CsiController controller;

    /**
     * Starts both; {@link #calls} waits for them.
     *
     * @param addresses where nodes reach the gateway
     */
    CsiGateway(Network network, Path directory, List<String> addresses) throws IOException {
        Path volume = Files.createDirectories(volume(directory));
        Files.writeString(volume.resolve(OPERATOR_TOKEN_FILE), OPERATOR_TOKEN);
        gateway =
                fixtures.add(
                        new Container(
                                network,
                                directory.resolve("gateway"),
                                List.of(),
                                Map.of(
                                        "RBDGATE_OPERATOR_TOKEN_FILE",
                                        Container.DATA + "/" + OPERATOR_TOKEN_FILE)));
        controller =
                fixtures.add(
                        new CsiController(
                                network,
                                directory.resolve("controller"),
                                OPERATOR_TOKEN,
                                addresses.stream().map(it -> it + ":3260").toList()));
    }

    /** What the gateway's container has as its volume. */
    static Path volume(Path directory) {
        return directory.resolve("gateway").resolve("data");
    }

    ControllerGrpc.ControllerBlockingStub calls() {
        gateway.awaitLog("REST on");
        return controller.calls();
    }

    Container container() {
        return gateway;
    }

    @Override
    public void close() {
        fixtures.close();
    }
}
