package dev.rbdgate.cli.rest;

import dev.rbdgate.cli.exit.CommandException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates a gateway may show: those of RBDGATE_CA, else the one that the gateway made in
 * the data directory, else what the Java runtime trusts.
 *
 * @param file with certificates, null to trust what the runtime does
 */
record TrustedCertificates(@Nullable Path file) {

    static final String CA_VARIABLE = "RBDGATE_CA";

    private static final Path MADE = Path.of("tls", "gateway.crt");

    static TrustedCertificates find(Map<String, String> environment, Path workingDirectory) {
        String given = environment.getOrDefault(CA_VARIABLE, "").strip();
        if (!given.isEmpty()) {
            return new TrustedCertificates(workingDirectory.resolve(given));
        }
        Path made = GatewayFiles.dataDirectory(environment, workingDirectory).resolve(MADE);
        return new TrustedCertificates(Files.isReadable(made) ? made : null);
    }

    /**
     * What to make connections with.
     *
     * @throws CommandException if the file cannot be used
     */
    SSLContext context() {
        try {
            if (file == null) {
                return SSLContext.getDefault();
            }
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int count = 0;
            for (Certificate certificate : certificates(file)) {
                trusted.setCertificateEntry("ca" + count++, certificate);
            }
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw CommandException.usage(
                    "the certificates in " + file + " cannot be used: " + e.getMessage());
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, CertificateException {
        Collection<? extends Certificate> certificates =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        if (certificates.isEmpty()) {
            throw new CertificateException("there is none");
        }
        return certificates;
    }
}
