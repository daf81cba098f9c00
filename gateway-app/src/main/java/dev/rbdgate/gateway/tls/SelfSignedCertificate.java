package dev.rbdgate.gateway.tls;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that signs itself, for who has none (RFC 5280). The JDK makes certificates only
 * through its program keytool, which a small runtime need not have.
 *
 * <p>It is its own root: a client trusts exactly this one, by a copy of it. So it is valid for
 * long, as an end of its validity would only break clients.
 */
record SelfSignedCertificate(KeyPair keys, X509Certificate certificate) {

    static final Duration VALIDITY = Duration.ofDays(3650);

    /** For clocks that go wrong. */
    private static final Duration BEFORE = Duration.ofDays(1);

    private static final int SERIAL_BITS = 127;

    /**
     * Makes a key on curve P-256 and its certificate.
     *
     * @param names of this host; the first one is also the subject's
     */
    static SelfSignedCertificate create(
            List<String> names, List<InetAddress> addresses, Instant now, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            X500Name name =
                    new X500NameBuilder(BCStyle.INSTANCE)
                            .addRDN(BCStyle.CN, names.getFirst())
                            .build();
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, random).setBit(0),
                            Date.from(now.minus(BEFORE)),
                            Date.from(now.plus(VALIDITY)),
                            name,
                            keys.getPublic());
            extend(builder, names, addresses);
            X509Certificate certificate =
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(
                                            new JcaContentSignerBuilder("SHA256withECDSA")
                                                    .setSecureRandom(random)
                                                    .build(keys.getPrivate())));
            return new SelfSignedCertificate(keys, certificate);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("this Java runtime cannot make a certificate", e);
        }
    }

    /** As RFC 5280 4.2.1 says of each whether it is critical. */
    private static void extend(
            X509v3CertificateBuilder builder, List<String> names, List<InetAddress> addresses)
            throws CertIOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        List<GeneralName> alternatives = new ArrayList<>();
        names.forEach(it -> alternatives.add(new GeneralName(GeneralName.dNSName, it)));
        addresses.forEach(it ->
                alternatives.add(new GeneralName(GeneralName.iPAddress, it.getHostAddress())));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(alternatives.toArray(GeneralName[]::new)));
    }
}
