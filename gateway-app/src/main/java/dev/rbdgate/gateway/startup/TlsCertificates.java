package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.gateway.tls.CertificateFiles;
import dev.rbdgate.iscsi.TlsPortals;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The certificate that the settings ask for, looked at again and again. */
final class TlsCertificates {

    /** How soon a changed certificate is noticed. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /** In the data directory. */
    private static final String MADE_CERTIFICATE = "tls/gateway.crt";

    private static final String MADE_KEY = "tls/gateway.key";

    private TlsCertificates() {}

    /**
     * Empty if nothing uses TLS.
     *
     * @throws UsageException if settings contradict each other
     * @throws StartupException if the certificate cannot be used
     */
    static Optional<CertificateFiles> open(
            RbdgateSettings settings,
            Path dataDirectory,
            Clock clock,
            SecureRandom random,
            ScheduledExecutorService timer) {
        @Nullable Path certificate = settings.tlsCertificate();
        @Nullable Path key = settings.tlsKey();
        boolean used = settings.httpTls() || settings.iscsiTlsPort() != null;
        if ((certificate == null) != (key == null)) {
            throw new UsageException(
                    "RBDGATE_TLS_CERTIFICATE and RBDGATE_TLS_KEY go together, and one is missing.",
                    "Give both, or none and a certificate is made.");
        }
        if (!used) {
            if (certificate != null) {
                throw new UsageException(
                        "RBDGATE_TLS_CERTIFICATE is given, and nothing uses it.",
                        "Set RBDGATE_HTTP_TLS=true or RBDGATE_ISCSI_TLS_PORT, too.");
            }
            return Optional.empty();
        }
        Path certificateFile =
                certificate != null ? certificate : dataDirectory.resolve(MADE_CERTIFICATE);
        Path keyFile = key != null ? key : dataDirectory.resolve(MADE_KEY);
        try {
            if (certificate == null) {
                InetAddress host = ListenAddresses.http(settings.httpHost());
                CertificateFiles.makeIfMissing(
                        certificateFile, keyFile, host, clock.instant(), random);
            }
            CertificateFiles files = new CertificateFiles(certificateFile, keyFile);
            var _ =
                    timer.scheduleWithFixedDelay(
                            () -> Thread.startVirtualThread(files::look),
                            LOOK_EVERY.toSeconds(),
                            LOOK_EVERY.toSeconds(),
                            TimeUnit.SECONDS);
            return Optional.of(files);
        } catch (IOException | GeneralSecurityException e) {
            throw new StartupException(
                    "The certificate %s with the key %s cannot be used: %s"
                            .formatted(certificateFile, keyFile, e.getMessage()),
                    "Both are PEM files, the key in the form PKCS #8 ('BEGIN PRIVATE KEY'); correct RBDGATE_TLS_CERTIFICATE and RBDGATE_TLS_KEY.");
        }
    }

    /** The portals of iSCSI over TLS, if there are to be any. */
    static Optional<TlsPortals> portals(RbdgateSettings settings, CertificateFiles certificate) {
        @Nullable Integer port = settings.iscsiTlsPort();
        if (port == null) {
            return Optional.empty();
        }
        if (port != 0 && port == settings.iscsiPort()) {
            throw new UsageException(
                    "RBDGATE_ISCSI_TLS_PORT and RBDGATE_ISCSI_PORT are both %d.".formatted(port),
                    "Give TLS a port of its own, such as 3261.");
        }
        return Optional.of(
                new TlsPortals(
                        ListenAddresses.portals(settings.iscsiHost(), port),
                        port,
                        () -> certificate.current().context()));
    }
}
