package dev.rbdgate.gateway.access;

import dev.rbdgate.gateway.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** Tokens as text, and what is kept of them. */
final class TokenText {

    /** Tells people, and programs that look for leaked secrets, what it is. */
    static final String PREFIX = "rbdgate_";

    /** 256 bits. */
    private static final int RANDOM_BYTES = 32;

    private TokenText() {}

    static String random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * SHA-256, in hexadecimal. Slow, salted functions are for passwords, which people choose from
     * few; of 2^256 random tokens none is found by trying, and every request pays for the hash.
     */
    static String hash(String token) {
        return Sha256.hex(token.getBytes(StandardCharsets.UTF_8));
    }
}
