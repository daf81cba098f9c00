package dev.rbdgate.gateway.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
    private static final BigInteger VERSION_3 = BigInteger.TWO;

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

    /** digitalSignature and keyCertSign: bits 0 and 5 (RFC 5280 4.2.1.3). */
    private static final int SIGNS = 0x84;

    private static final int SIGNS_UNUSED_BITS = 2;

    /** Choices of GeneralName (RFC 5280 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

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
            byte[] algorithm = Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
            byte[] toBeSigned = toBeSigned(keys, names, addresses, now, algorithm, random);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate(), random);
            signature.update(toBeSigned);
            byte[] whole = Der.sequence(toBeSigned, algorithm, Der.bits(signature.sign()));
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(whole));
            return new SelfSignedCertificate(keys, certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make a certificate", e);
        }
    }

    private static byte[] toBeSigned(
            KeyPair keys,
            List<String> names,
            List<InetAddress> addresses,
            Instant now,
            byte[] algorithm,
            SecureRandom random) {
        byte[] name =
                Der.sequence(
                        Der.set(
                                Der.sequence(
                                        Der.identifier(COMMON_NAME), Der.text(names.getFirst()))));
        return Der.sequence(
                Der.explicit(0, Der.integer(VERSION_3)),
                Der.integer(new BigInteger(SERIAL_BITS, random).setBit(0)),
                algorithm,
                name,
                Der.sequence(Der.time(now.minus(BEFORE)), Der.time(now.plus(VALIDITY))),
                name,
                keys.getPublic().getEncoded(),
                Der.explicit(3, extensions(names, addresses)));
    }

    private static byte[] extensions(List<String> names, List<InetAddress> addresses) {
        List<byte[]> alternatives = new ArrayList<>();
        names.forEach(it ->
                alternatives.add(Der.implicit(DNS_NAME, it.getBytes(StandardCharsets.US_ASCII))));
        addresses.forEach(it -> alternatives.add(Der.implicit(IP_ADDRESS, it.getAddress())));
        return Der.sequence(
                extension(BASIC_CONSTRAINTS, Der.sequence(Der.isTrue())),
                extension(KEY_USAGE, Der.flags(SIGNS_UNUSED_BITS, SIGNS)),
                Der.sequence(
                        Der.identifier(EXTENDED_KEY_USAGE),
                        Der.octets(Der.sequence(Der.identifier(SERVER_AUTHENTICATION)))),
                Der.sequence(
                        Der.identifier(SUBJECT_ALTERNATIVE_NAME),
                        Der.octets(Der.sequence(alternatives.toArray(byte[][]::new)))));
    }

    /** One that whoever does not know it must not trust. */
    private static byte[] extension(String identifier, byte[] value) {
        return Der.sequence(Der.identifier(identifier), Der.isTrue(), Der.octets(value));
    }
}
