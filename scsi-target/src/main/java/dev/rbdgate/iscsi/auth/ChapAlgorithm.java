package dev.rbdgate.iscsi.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** The hash functions of CHAP, with their numbers in IANA's "PPP Authentication Algorithms". */
enum ChapAlgorithm {
    MD5(5, "MD5"),
    SHA_1(6, "SHA-1"),
    SHA_256(7, "SHA-256"),
    SHA3_256(8, "SHA3-256");

    private final int number;
    private final String algorithm;

    ChapAlgorithm(int number, String algorithm) {
        this.number = number;
        this.algorithm = algorithm;
    }

    int number() {
        return number;
    }

    /** The first of the initiator's algorithms, in its order of preference, that is known here. */
    static Optional<ChapAlgorithm> choose(String offered) {
        for (String number : offered.split(",", -1)) {
            for (ChapAlgorithm algorithm : values()) {
                if (String.valueOf(algorithm.number).equals(number.strip())) {
                    return Optional.of(algorithm);
                }
            }
        }
        return Optional.empty();
    }

    /** The answer to a challenge: a hash over identifier, secret and challenge (RFC 1994 4.1). */
    byte[] response(int identifier, String secret, byte[] challenge) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update((byte) identifier);
            digest.update(secret.getBytes(StandardCharsets.UTF_8));
            return digest.digest(challenge);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no " + algorithm + " in this Java runtime", e);
        }
    }
}
