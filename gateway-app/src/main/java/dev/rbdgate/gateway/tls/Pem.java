package dev.rbdgate.gateway.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as text (RFC 7468). Messages never hold a part of a key. */
final class Pem {

    private static final String PKCS8 = "PRIVATE KEY";
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");
    private static final String[] ALGORITHMS = {"EC", "RSA", "Ed25519", "Ed448"};
    private static final int LINE = 64;

    private Pem() {}

    static String encode(X509Certificate certificate) throws CertificateException {
        return encode("CERTIFICATE", certificate.getEncoded());
    }

    static String encode(PrivateKey key) {
        return encode(PKCS8, key.getEncoded());
    }

    private static String encode(String label, byte[] content) {
        byte[] end = {'\n'};
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(label, Base64.getMimeEncoder(LINE, end).encodeToString(content), label);
    }

    /**
     * The certificates of a file, the server's own first.
     *
     * @throws GeneralSecurityException if there is none, or one cannot be read
     */
    static List<? extends Certificate> certificates(byte[] text) throws GeneralSecurityException {
        List<? extends Certificate> chain =
                List.copyOf(
                        CertificateFactory.getInstance("X.509")
                                .generateCertificates(new ByteArrayInputStream(text)));
        if (chain.isEmpty()) {
            throw new CertificateException("it holds no certificate");
        }
        return chain;
    }

    /**
     * The private key of a file.
     *
     * @throws GeneralSecurityException if there is none in the form PKCS #8
     */
    static PrivateKey key(byte[] text) throws GeneralSecurityException {
        Matcher matcher = KEY.matcher(new String(text, StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new InvalidKeySpecException("it holds no private key");
        }
        if (!matcher.group(1).equals(PKCS8)) {
            throw new InvalidKeySpecException(
                    "its form is '%s'; convert it with: openssl pkcs8 -topk8 -nocrypt"
                            .formatted(matcher.group(1)));
        }
        byte[] content;
        try {
            content = Base64.getMimeDecoder().decode(matcher.group(2));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("it is not base64");
        }
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(content));
            } catch (InvalidKeySpecException _) {
                // The next algorithm may know it.
            }
        }
        throw new InvalidKeySpecException("its algorithm is none of RSA, EC, Ed25519 and Ed448");
    }
}
