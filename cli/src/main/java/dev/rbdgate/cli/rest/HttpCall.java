package dev.rbdgate.cli.rest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request on a connection of its own (RFC 9112).
 *
 * <p>The JDK has two clients: HttpURLConnection knows no PATCH, and java.net.http adds 0.3 to 0.5 s
 * to the start of a program that should take less than that as a whole. This one adds 0.05 s.
 */
final class HttpCall {

    private static final int CONNECT_MILLIS = 5_000;

    /** Longest silence of the gateway; long work is a task and answers at once. */
    private static final int READ_MILLIS = 60_000;

    private HttpCall() {}

    static HttpAnswer send(
            GatewayAddress address,
            TrustedCertificates trusted,
            String method,
            String path,
            @Nullable String token,
            @Nullable String ifMatch,
            @Nullable String body)
            throws IOException {
        byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(address.basePath()).append(path);
        head.append(" HTTP/1.1\r\nHost: ").append(address.authority());
        head.append("\r\nConnection: close\r\nUser-Agent: rbdgate-cli");
        head.append("\r\nAccept: application/json, application/problem+json");
        if (token != null) {
            head.append("\r\nAuthorization: Bearer ").append(token);
        }
        if (ifMatch != null) {
            head.append("\r\nIf-Match: ").append(ifMatch);
        }
        if (body != null) {
            head.append("\r\nContent-Type: application/json");
        }
        if (body != null || !method.equals("GET")) {
            head.append("\r\nContent-Length: ").append(content.length);
        }
        head.append("\r\n\r\n");
        byte[] request = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[request.length + content.length];
        System.arraycopy(request, 0, whole, 0, request.length);
        System.arraycopy(content, 0, whole, request.length, content.length);

        try (Socket socket = connect(address, trusted)) {
            socket.getOutputStream().write(whole);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            return new HttpAnswerReader(in).read();
        }
    }

    private static Socket connect(GatewayAddress address, TrustedCertificates trusted)
            throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            plain.setSoTimeout(READ_MILLIS);
            plain.setTcpNoDelay(true);
            return address.isSecure() ? secured(plain, address, trusted) : plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, GatewayAddress address, TrustedCertificates trusted)
            throws IOException {
        SSLSocketFactory factory = trusted.context().getSocketFactory();
        SSLSocket secure =
                (SSLSocket) factory.createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // else any certificate would do
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }
}
