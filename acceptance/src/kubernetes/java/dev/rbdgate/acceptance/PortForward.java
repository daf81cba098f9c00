package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;

/** A port of this process that leads to one of a network's loopback, through a program inside. */
final class PortForward implements AutoCloseable {

    private final Network network;
    private final int port;
    private final ServerSocket listener;

    /**
     * @param port on the network's loopback
     */
    PortForward(Network network, int port) {
        this.network = network;
        this.port = port;
        try {
            listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // Closed: the end.
                return;
            }
        }
    }

    private void serve(Socket client) {
        List<String> command =
                network.inside(
                        List.of(
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/127.0.0.1/" + port + "; cat <&3 & cat >&3"));
        try (client) {
            Process inside =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            Thread.ofVirtual().start(() -> send(client, inside));
            inside.getInputStream().transferTo(client.getOutputStream());
            inside.descendants().forEach(ProcessHandle::destroyForcibly);
            inside.destroyForcibly();
        } catch (IOException e) {
            // The client finds its connection closed.
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Socket client, Process inside) {
        try (var out = inside.getOutputStream();
                var in = client.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException _) {
            // One side has closed; the other one notices.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
