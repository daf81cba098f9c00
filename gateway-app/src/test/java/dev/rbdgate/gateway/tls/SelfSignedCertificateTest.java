package dev.rbdgate.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates made here, and what can be wrong with given ones. */
final class SelfSignedCertificateTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir Path directory;

    private static SelfSignedCertificate made() {
        return SelfSignedCertificate.create(
                List.of("gw.example", "localhost"),
                List.of(InetAddress.ofLiteral("192.0.2.7"), InetAddress.ofLiteral("::1")),
                NOW,
                new SecureRandom());
    }

    @Test
    void itIsSignedByItselfAndSaysWhoItIs() throws Exception {
        X509Certificate certificate = made().certificate();
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=gw.example");
        assertThat(certificate.getIssuerX500Principal())
                .isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minusSeconds(86_400));
        assertThat(certificate.getNotAfter().toInstant())
                .isEqualTo(NOW.plus(SelfSignedCertificate.VALIDITY));
        assertThat(certificate.getBasicConstraints()).isGreaterThanOrEqualTo(0);
        assertThat(certificate.getKeyUsage()[0]).as("digitalSignature").isTrue();
        assertThat(certificate.getKeyUsage()[5]).as("keyCertSign").isTrue();
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(it -> String.valueOf(it.get(1)))
                .containsExactly("gw.example", "localhost", "192.0.2.7", "0:0:0:0:0:0:0:1");
        assertThat(made().certificate().getSerialNumber())
                .isNotEqualTo(certificate.getSerialNumber());
    }

    @Test
    void itIsMadeOnceWithAKeyForItsOwnerOnly() throws Exception {
        Path certificate = directory.resolve("tls/gateway.crt");
        Path key = directory.resolve("tls/gateway.key");
        CertificateFiles.makeIfMissing(certificate, key, null, NOW, new SecureRandom());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(certificate);
        CertificateFiles.makeIfMissing(certificate, key, null, NOW, new SecureRandom());
        assertThat(Files.readAllBytes(certificate)).isEqualTo(before);
        Identity identity = new CertificateFiles(certificate, key).current();
        assertThat(identity.certificate().getSubjectAlternativeNames())
                .extracting(it -> String.valueOf(it.get(1)))
                .contains("localhost", "127.0.0.1");
        assertThat(identity.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void aKeyOfAnotherCertificateOrFormIsRefusedWithoutShowingIt() throws Exception {
        Path certificate = write("c.pem", Pem.encode(made().certificate()));
        Path other = write("k.pem", Pem.encode(made().keys().getPrivate()));
        assertRefused(certificate, other, "not that of the certificate");
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        assertRefused(
                certificate,
                write("r.pem", Pem.encode(rsa.generateKeyPair().getPrivate())),
                "not that of the certificate");
        String old = "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\n";
        assertRefused(certificate, write("o.pem", old), "openssl pkcs8");
        String garbage =
                "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                        .formatted(
                                Base64.getEncoder()
                                        .encodeToString("secret".getBytes(StandardCharsets.UTF_8)));
        assertRefused(certificate, write("g.pem", garbage), "none of RSA");
        assertRefused(certificate, write("e.pem", ""), "no private key");
        assertRefused(write("n.pem", ""), other, "no certificate");
    }

    @Test
    void aChangeThatCannotBeUsedLeavesTheCertificateBefore() throws Exception {
        SelfSignedCertificate first = made();
        Path certificate = write("c.pem", Pem.encode(first.certificate()));
        Path key = write("k.pem", Pem.encode(first.keys().getPrivate()));
        CertificateFiles files = new CertificateFiles(certificate, key);
        SelfSignedCertificate second = made();
        write("c.pem", Pem.encode(second.certificate()));
        files.look();
        assertThat(files.current().certificate()).isEqualTo(first.certificate());
        write("k.pem", Pem.encode(second.keys().getPrivate()));
        files.look();
        assertThat(files.current().certificate()).isEqualTo(second.certificate());
        Files.delete(key);
        files.look();
        assertThat(files.current().certificate()).isEqualTo(second.certificate());
    }

    private static void assertRefused(Path certificate, Path key, String reason) {
        assertThatThrownBy(() -> new CertificateFiles(certificate, key))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("c2VjcmV0");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
