package dev.rbdgate.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Takes plain connections and passes them on over TLS, as stunnel does before an initiator. */
public final class TlsTunnel implements AutoCloseable {

    private final ServerSocket server;
    private final InetSocketAddress portal;
    private final SSLContext context;

    private TlsTunnel(ServerSocket server, InetSocketAddress portal, SSLContext context) {
        this.server = server;
        this.portal = portal;
        this.context = context;
    }

    public static TlsTunnel to(InetSocketAddress portal, SSLContext context) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TlsTunnel tunnel = new TlsTunnel(server, portal, context);
        Thread.startVirtualThread(tunnel::accept);
        return tunnel;
    }

    /** A client that looks at certificates itself. */
    public static SSLContext trustAll() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        return context;
    }

    /** Where the plain side listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket plain = server.accept();
                SSLSocket secure =
                        (SSLSocket)
                                context.getSocketFactory()
                                        .createSocket(portal.getAddress(), portal.getPort());
                Thread.startVirtualThread(() -> pass(plain, secure));
                Thread.startVirtualThread(() -> pass(secure, plain));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side has ended, and so does the other.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
