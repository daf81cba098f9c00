package dev.rbdgate.config;

import java.time.Instant;
import java.util.Optional;

/**
 * A named token of REST, without the token itself.
 *
 * @param role what it may do, in the gateway's words
 * @param hash SHA-256 of the token, lower-case hexadecimal
 * @param createdBy who made it
 * @param expiresAt from when on it is no longer taken; absent: never
 */
public record ApiToken(
        String name,
        String role,
        String hash,
        Instant createdAt,
        String createdBy,
        Optional<Instant> expiresAt) {

    /** Without the hash, which is nobody's business either. */
    @Override
    public String toString() {
        return "ApiToken[name=" + name + ", role=" + role + "]";
    }
}
