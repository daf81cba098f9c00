package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with a certificate of its own making. */
class TlsCommandsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ANSWER = "{\"version\":\"1\"}";

    @TempDir Path directory;
    private HttpsServer gateway;
    private Path certificate;
    private final Shell shell = new Shell();

    @BeforeEach
    void start() throws Exception {
        KeyStore keys = keys();
        certificate = directory.resolve("gateway.crt");
        Files.writeString(
                certificate,
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(
                                Base64.getMimeEncoder()
                                        .encodeToString(keys.getCertificate("gw").getEncoded())));
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        gateway = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.setHttpsConfigurator(new HttpsConfigurator(context));
        gateway.createContext(
                "/",
                exchange -> {
                    byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        gateway.start();
        shell.set("RBDGATE_URL", "https://127.0.0.1:" + gateway.getAddress().getPort());
        shell.set("RBDGATE_TOKEN", "token-1");
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    /** A key for 127.0.0.1, made by the JDK's program. */
    private KeyStore keys() throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "gw",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=gateway",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    @Test
    void aCertificateThatNobodyNamedIsNotTrusted() {
        Shell.Result result = shell.run("status");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("TLS: ");
    }

    @Test
    void theCertificateOfRbdgateCaIsTrusted() {
        shell.set("RBDGATE_CA", certificate.toString());
        Shell.Result result = shell.run("status");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void theCertificateInTheDataDirectoryIsTrustedAlsoForContent() throws IOException {
        Path tls = Files.createDirectories(directory.resolve("data/tls"));
        Files.copy(certificate, tls.resolve("gateway.crt"));
        shell.set("RBDGATE_DATA_DIR", directory.resolve("data").toString());
        assertThat(shell.run("status").exitCode()).isZero();
        Path image = directory.resolve("image.raw");
        Shell.Result export = shell.run("image", "export", "rbd/a", image.toString());
        assertThat(export.exitCode()).as(export.err()).isZero();
        assertThat(image).hasContent(ANSWER);
    }

    @Test
    void aNameThatIsNotInTheCertificateIsRefused() {
        shell.set("RBDGATE_CA", certificate.toString());
        shell.set("RBDGATE_URL", "https://localhost:" + gateway.getAddress().getPort());
        assertThat(shell.run("status").exitCode()).isEqualTo(3);
    }

    @Test
    void aFileWithoutCertificatesIsWrongUsage() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "");
        shell.set("RBDGATE_CA", empty.toString());
        Shell.Result result = shell.run("status");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(empty.toString());
        shell.set("RBDGATE_CA", directory.resolve("none").toString());
        assertThat(shell.run("status").exitCode()).isEqualTo(2);
    }
}
