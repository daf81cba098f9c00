package dev.rbdgate.gateway.startup;

import dev.rbdgate.config.PrivateFiles;
import dev.rbdgate.gateway.access.Caller;
import dev.rbdgate.gateway.access.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that stand in files: the admin's, and one of each lesser role for programs that are
 * set up together with the gateway. The text form hides them.
 */
public final class FileTokens {

    /** 256 bits. */
    private static final int RANDOM_BYTES = 32;

    /** A shorter one was cut or is no token. */
    private static final int MIN_CHARACTERS = 16;

    /** Names of tokens that REST makes have no colon. */
    private static final String NAME_PREFIX = "file:";

    private final List<FileToken> tokens;

    private FileTokens(List<FileToken> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    private static final class FileToken {
        private final Caller caller;
        private final byte[] text;

        private FileToken(Caller caller, byte[] text) {
            this.caller = caller;
            this.text = text;
        }
    }

    /**
     * Reads the tokens, and makes the admin's (mode 0600) when there is no file.
     *
     * @param others files of lesser roles, which must be there
     * @throws StartupException if that cannot be
     */
    public static FileTokens open(Path admin, Map<Role, Path> others, SecureRandom random) {
        List<FileToken> tokens = new ArrayList<>();
        make(admin, random);
        tokens.add(
                new FileToken(
                        new Caller(Caller.ADMIN, Role.ADMIN),
                        read(
                                admin,
                                Role.ADMIN,
                                "Remove the file, and the next start makes a new token.")));
        others.forEach((role, file) ->
                tokens.add(
                        new FileToken(
                                new Caller(NAME_PREFIX + role.text(), role),
                                read(file, role, "Write a longer one: openssl rand -hex 32"))));
        for (FileToken token : tokens) {
            if (tokens.stream()
                    .anyMatch(it -> it != token && MessageDigest.isEqual(it.text, token.text))) {
                throw new StartupException(
                        "Two roles have the same token in their files.",
                        "Give each a token of its own.");
            }
        }
        return new FileTokens(tokens);
    }

    private static void make(Path file, SecureRandom random) {
        if (Files.exists(file)) {
            return;
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String made = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try {
            PrivateFiles.create(file, (made + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw unreadable(file, Role.ADMIN, e);
        }
    }

    private static byte[] read(Path file, Role role, String remedyOfShortOne) {
        try {
            String token = Files.readString(file).strip();
            if (token.length() < MIN_CHARACTERS) {
                throw new StartupException(
                        "The %s token in %s has less than %d characters."
                                .formatted(role.text(), file, MIN_CHARACTERS),
                        remedyOfShortOne);
            }
            return token.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, role, e);
        }
    }

    private static StartupException unreadable(Path file, Role role, IOException e) {
        return new StartupException(
                "The %s token %s cannot be read or made: %s".formatted(role.text(), file, e),
                "Give the gateway's user the right to read it.");
    }

    /** Whose token this is; compares in constant time. */
    public Optional<Caller> recognize(String presented) {
        byte[] bytes = presented.getBytes(StandardCharsets.UTF_8);
        return tokens.stream()
                .filter(it -> MessageDigest.isEqual(it.text, bytes))
                .map(it -> it.caller)
                .findFirst();
    }

    @Override
    public String toString() {
        return "FileTokens";
    }
}
