package dev.rbdgate.gateway.startup;

import dev.rbdgate.config.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The token that gives every right over the gateway. Its text form hides it. */
public final class AdminToken {

    /** 256 bits. */
    private static final int RANDOM_BYTES = 32;

    /** A shorter one was cut or is no token. */
    private static final int MIN_CHARACTERS = 16;

    private final byte[] token;

    private AdminToken(byte[] token) {
        this.token = token;
    }

    /**
     * Reads the token, or makes it (mode 0600) when there is no file.
     *
     * @throws StartupException if that cannot be
     */
    public static AdminToken open(Path file, SecureRandom random) {
        try {
            if (Files.notExists(file)) {
                byte[] bytes = new byte[RANDOM_BYTES];
                random.nextBytes(bytes);
                String made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
                PrivateFiles.create(file, (made + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            String token = Files.readString(file).strip();
            if (token.length() < MIN_CHARACTERS) {
                throw new StartupException(
                        "The admin token in %s has less than %d characters."
                                .formatted(file, MIN_CHARACTERS),
                        "Remove the file, and the next start makes a new token.");
            }
            return new AdminToken(token.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StartupException(
                    "The admin token %s cannot be read or made: %s".formatted(file, e),
                    "Give the gateway's user the right to read it.");
        }
    }

    /** Compares in constant time. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(token, presented.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AdminToken";
    }
}
