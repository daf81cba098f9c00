package dev.rbdgate.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/** Whether something listens at an address. */
final class Connections {

    private Connections() {}

    /**
     * Connects, and hangs up at once.
     *
     * @param address resolved or not
     * @return why that failed; empty if it did not
     */
    static Optional<String> open(InetSocketAddress address, int millis) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.getHostString(), address.getPort()), millis);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
