package dev.rbdgate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The key with which a restored configuration's secrets are opened.
 *
 * @param text 32 bytes as base64
 * @param isWritten whether it comes from the backup and has to become the key file
 */
record RestoredKey(String text, boolean isWritten) {

    /**
     * The environment's key, else the backup's, else the one that is there.
     *
     * @throws ConfigException if there is none, or the backup's may not replace the one there
     */
    static RestoredKey choose(
            BackupFile backup, Path keyFile, Optional<String> configured, boolean replace) {
        if (configured.isPresent()) {
            return new RestoredKey(configured.get(), false);
        }
        Optional<String> present = read(keyFile);
        if (backup.key().isPresent()) {
            boolean same = present.equals(backup.key());
            if (present.isPresent() && !same && !replace) {
                throw new ConfigException(
                        ConfigException.Kind.EXISTS,
                        keyFile + " is there already, and the backup brings another key.",
                        "Add --force to move it aside.");
            }
            return new RestoredKey(backup.key().get(), !same);
        }
        return new RestoredKey(
                present.orElseThrow(() ->
                        new ConfigException(
                                ConfigException.Kind.WRONG_KEY,
                                "The backup's secrets are encrypted, and there is no key for them.",
                                "Put the secret.key of the gateway that was backed up to %s, or its key into RBDGATE_SECRET_KEY."
                                        .formatted(keyFile))),
                false);
    }

    private static Optional<String> read(Path keyFile) {
        try {
            return Files.exists(keyFile)
                    ? Optional.of(Files.readString(keyFile).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new ConfigException(
                    ConfigException.Kind.UNWRITABLE,
                    "The key file " + keyFile + " cannot be read: " + e,
                    "Give this user the right to read it.",
                    e);
        }
    }

    SecretBox box(SecureRandom random) {
        return SecretKeys.of(text, random);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "RestoredKey";
    }
}
