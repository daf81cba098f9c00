package dev.rbdgate.gateway.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate with its key, ready for use.
 *
 * @param keyStore in memory, without a password
 */
public record Identity(X509Certificate certificate, KeyStore keyStore, SSLContext context) {

    private static final String ALIAS = "gateway";

    /**
     * A name for each kind of key's signature, to see whether key and certificate belong together.
     */
    private static final byte[] PROBE = {1, 2, 3};

    /**
     * @throws GeneralSecurityException if key and certificate cannot be used together
     */
    static Identity of(List<? extends Certificate> chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        X509Certificate own = (X509Certificate) chain.getFirst();
        if (!belong(key, own.getPublicKey())) {
            throw new InvalidKeyException("the key is not that of the certificate");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, new char[0], chain.toArray(Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, new SecureRandom());
        return new Identity(own, store, context);
    }

    private static boolean belong(PrivateKey key, PublicKey certified)
            throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> "EdDSA";
                };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException _) {
            return false;
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Identity[" + certificate.getSubjectX500Principal() + "]";
    }
}
