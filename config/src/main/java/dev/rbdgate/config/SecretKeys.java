package dev.rbdgate.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Where the key for the secrets at rest comes from. */
public final class SecretKeys {

    /** AES-256. */
    static final int KEY_BYTES = 32;

    private SecretKeys() {}

    /**
     * The key from {@code configured} if there is one, else from {@code file}, which is made (mode
     * 0600) when it is missing, and refused when others than its owner may read or write it.
     *
     * @param configured 32 bytes as base64
     * @throws ConfigException if the key cannot be read or is none
     */
    public static SecretBox open(Path file, Optional<String> configured, SecureRandom random) {
        if (configured.isPresent()) {
            return new SecretBox(decode(configured.get(), "RBDGATE_SECRET_KEY"), random);
        }
        try {
            if (Files.notExists(file)) {
                create(file, random);
            }
            refuseIfExposed(file);
            return new SecretBox(decode(Files.readString(file).strip(), file.toString()), random);
        } catch (IOException e) {
            throw new ConfigException(
                    ConfigException.Kind.UNWRITABLE,
                    "The key file " + file + " cannot be read or written: " + e,
                    "Give the gateway's user the right to read and write it.",
                    e);
        }
    }

    /** A key that was in or beside a backup. */
    static SecretBox of(String key, SecureRandom random) {
        return new SecretBox(decode(key, "The key for the backup"), random);
    }

    private static void refuseIfExposed(Path file) throws IOException {
        if (PrivateFiles.isPrivate(file)) {
            return;
        }
        throw new ConfigException(
                ConfigException.Kind.EXPOSED_KEY,
                "The key file %s may be read or written by others than its owner (mode %s)."
                        .formatted(
                                file,
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(file))),
                "Run chmod 600 "
                        + file
                        + "; if others may have read it, give new CHAP secrets, too.");
    }

    private static void create(Path file, SecureRandom random) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        try {
            PrivateFiles.create(
                    file,
                    (Base64.getEncoder().encodeToString(key) + "\n")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (FileAlreadyExistsException _) {
            // Somebody was faster; what is there counts.
        }
    }

    private static byte[] decode(String text, String where) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException _) {
            // Told below, without the text.
        }
        throw new ConfigException(
                ConfigException.Kind.WRONG_KEY,
                where + " holds no key: 32 bytes as base64 are expected.",
                "Put back the key that this data directory was made with.");
    }
}
