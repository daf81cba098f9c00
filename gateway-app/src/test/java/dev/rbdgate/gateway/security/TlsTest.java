package dev.rbdgate.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import dev.rbdgate.gateway.TinyInitiator;
import dev.rbdgate.gateway.TlsTunnel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REST and iSCSI over TLS, with the certificate that the gateway made. */
final class TlsTest {

    private static final String TARGET = "iqn.2026-11.dev.rbdgate:tls";
    private static final String INITIATOR = "iqn.2026-11.test:tls";

    @TempDir static Path directory;
    private static RunningGateway gateway;
    private static Path certificate;

    @BeforeAll
    static void start() throws Exception {
        Path data = directory.resolve("data");
        gateway = RunningGateway.startSecured(data, "--iscsi-tls-port=0");
        certificate = data.resolve("tls/gateway.crt");
        assertThat(gateway.post("/images", "{\"name\":\"a\",\"size\":\"8MiB\"}").status())
                .isEqualTo(201);
        gateway.post("/targets", "{\"iqn\":\"" + TARGET + "\"}");
        gateway.post("/targets/" + TARGET + "/luns", "{\"image\":\"rbd/a\",\"lun\":5}");
        gateway.post("/targets/" + TARGET + "/initiators", "{\"initiator\":\"" + INITIATOR + "\"}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void restAnswersOverTlsAndTellsToStayThere() {
        Answer answer = gateway.get("/system");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Strict-Transport-Security")).contains("max-age=");
        assertThat(answer.json().path("tlsPortals").path(0).asString()).startsWith("127.0.0.1:");
    }

    @Test
    void whoDoesNotTrustTheCertificateIsNotServed() {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "https://127.0.0.1:"
                                                + gateway.httpPort()
                                                + "/api/v1/system"))
                        .build();
        try (HttpClient stranger = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> stranger.send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void bothPresentProtocolsAreSpoken() throws Exception {
        for (int port : new int[] {gateway.httpPort(), tlsPortal().getPort()}) {
            for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                try (SSLSocket socket = socket(port)) {
                    socket.setEnabledProtocols(new String[] {protocol});
                    socket.startHandshake();
                    assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                }
            }
        }
    }

    @Test
    void anInitiatorLogsInThroughATunnelAndSeesItsLuns() throws Exception {
        try (TlsTunnel tunnel = TlsTunnel.to(tlsPortal(), trust());
                TinyInitiator session = TinyInitiator.login(tunnel.address(), INITIATOR, TARGET)) {
            assertThat(session.reportLuns()).containsExactly(5);
            assertThat(gateway.get("/sessions").json().path("items")).hasSize(1);
        }
        try (TlsTunnel tunnel = TlsTunnel.to(tlsPortal(), trust())) {
            assertThat(TinyInitiator.discover(tunnel.address(), INITIATOR, Optional.empty()))
                    .contains("TargetName=" + TARGET);
        }
    }

    @Test
    void manyBytesGoBothWaysWhole() throws Exception {
        try (SSLSocket socket = socket(tlsPortal().getPort());
                TinyInitiator session = TinyInitiator.login(socket, INITIATOR, TARGET)) {
            byte[] written = new byte[1 << 20];
            new java.util.Random(5).nextBytes(written);
            session.write(5, 100, written);
            assertThat(session.read(5, 100, written.length)).isEqualTo(written);
        }
    }

    @Test
    void plainAndTlsPortalsDoNotMix() throws Exception {
        TinyInitiator.login(gateway.portal(), INITIATOR, TARGET).close();
        assertThatThrownBy(() -> TinyInitiator.login(tlsPortal(), INITIATOR, TARGET))
                .as("a plain login at the portal over TLS")
                .isInstanceOf(IOException.class);
        try (SSLSocket socket = socket(gateway.portal().getPort())) {
            assertThatThrownBy(socket::startHandshake)
                    .as("TLS at the plain portal")
                    .isInstanceOf(IOException.class);
        }
        TinyInitiator.login(socket(tlsPortal().getPort()), INITIATOR, TARGET).close();
    }

    @Test
    void aConnectionThatNeverBeginsTlsIsClosed() throws Exception {
        try (Socket silent = new Socket(tlsPortal().getAddress(), tlsPortal().getPort())) {
            silent.setSoTimeout(30_000);
            InputStream in = silent.getInputStream();
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aNewCertificateIsShownWithoutARestart() throws Exception {
        X509Certificate before = shown(gateway.httpPort());
        assertThat(shown(tlsPortal().getPort())).isEqualTo(before);
        assertThat(before)
                .isEqualTo(
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(Files.newInputStream(certificate)));
        Path other = directory.resolve("other");
        try (RunningGateway second = RunningGateway.startSecured(other)) {
            assertThat(second.get("/system").status()).isEqualTo(200);
        }
        for (String name : new String[] {"gateway.key", "gateway.crt"}) {
            Files.copy(
                    other.resolve("tls").resolve(name),
                    certificate.resolveSibling(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !shown(gateway.httpPort()).equals(before));
        assertThat(shown(tlsPortal().getPort())).isEqualTo(shown(gateway.httpPort()));
    }

    private static InetSocketAddress tlsPortal() {
        return gateway.gateway().system().tlsPortals().getFirst();
    }

    private static X509Certificate shown(int port) throws Exception {
        try (SSLSocket socket = socket(port, TlsTunnel.trustAll())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket socket(int port) throws Exception {
        return socket(port, trust());
    }

    private static SSLSocket socket(int port, SSLContext context) throws IOException {
        return (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    private static SSLContext trust() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            Certificate own = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setCertificateEntry("gateway", own);
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
