package dev.rbdgate.gateway.tls;

import dev.rbdgate.config.PrivateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate and its key in two files, read again when they change. What is there then and
 * cannot be used is logged, and the one before stays. Thread-safe.
 */
public final class CertificateFiles {

    private static final Logger log = LoggerFactory.getLogger(CertificateFiles.class);

    private final Path certificateFile;
    private final Path keyFile;
    private volatile Identity current;
    private volatile byte[] certificateText;
    private volatile byte[] keyText;
    private volatile Consumer<Identity> follower = _ -> {};

    /**
     * Reads the files.
     *
     * @throws IOException if they cannot be read
     * @throws GeneralSecurityException if what they hold cannot be used
     */
    public CertificateFiles(Path certificateFile, Path keyFile)
            throws IOException, GeneralSecurityException {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        certificateText = Files.readAllBytes(certificateFile);
        keyText = Files.readAllBytes(keyFile);
        current = identity(certificateText, keyText);
    }

    /** The certificate in use now. */
    public Identity current() {
        return current;
    }

    /** Tells of every change from now on. */
    public void follow(Consumer<Identity> told) {
        follower = told;
    }

    /** Looks whether the files have changed. Reads them; to be called every few seconds. */
    public synchronized void look() {
        try {
            byte[] certificate = Files.readAllBytes(certificateFile);
            byte[] key = Files.readAllBytes(keyFile);
            if (Arrays.equals(certificate, certificateText) && Arrays.equals(key, keyText)) {
                return;
            }
            // Noted before it is tried: what is wrong is logged once.
            certificateText = certificate;
            keyText = key;
            current = identity(certificate, key);
            log.info("The certificate in {} was changed; new connections get it", certificateFile);
            follower.accept(current);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            log.error(
                    "The certificate in {} was changed and cannot be used; the one before stays: {}",
                    certificateFile,
                    e.getMessage());
        }
    }

    private static Identity identity(byte[] certificate, byte[] key)
            throws GeneralSecurityException, IOException {
        return Identity.of(Pem.certificates(certificate), Pem.key(key));
    }

    /**
     * Makes the two files, unless they are there: a key of mode 0600, and a certificate for the
     * names and addresses under which this host is reached.
     *
     * @param host what REST listens on, if it is one address
     */
    public static void makeIfMissing(
            Path certificateFile,
            Path keyFile,
            @Nullable InetAddress host,
            Instant now,
            SecureRandom random)
            throws IOException, GeneralSecurityException {
        if (Files.exists(certificateFile) && Files.exists(keyFile)) {
            return;
        }
        Files.createDirectories(
                Objects.requireNonNull(keyFile.toAbsolutePath().getParent()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Set<InetAddress> addresses = new LinkedHashSet<>();
        addresses.add(InetAddress.ofLiteral("127.0.0.1"));
        addresses.add(InetAddress.ofLiteral("::1"));
        if (host != null && !host.isAnyLocalAddress()) {
            addresses.add(host);
        }
        List<String> names = new ArrayList<>(List.of("localhost"));
        try {
            InetAddress local = InetAddress.getLocalHost();
            if (local.getHostName().matches("[A-Za-z0-9.-]+")) {
                names.addFirst(local.getHostName());
            }
            addresses.add(local);
        } catch (UnknownHostException e) {
            log.info("This host does not know its own name: {}", e.getMessage());
        }
        SelfSignedCertificate made =
                SelfSignedCertificate.create(names, List.copyOf(addresses), now, random);
        Files.deleteIfExists(certificateFile);
        Files.deleteIfExists(keyFile);
        PrivateFiles.create(
                keyFile, Pem.encode(made.keys().getPrivate()).getBytes(StandardCharsets.US_ASCII));
        PrivateFiles.create(
                certificateFile,
                Pem.encode(made.certificate()).getBytes(StandardCharsets.US_ASCII));
        log.info("Made a certificate, {}, for {} and {}", certificateFile, names, addresses);
    }
}
