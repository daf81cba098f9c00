package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ChapMapping;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Checks CHAP credentials as they are asked for. No message holds a secret. */
public final class ChapRequests {

    /** RFC 7143 9.2.1 demands 96 random bits where the channel is open to others. */
    private static final int MIN_SECRET_BYTES = 12;

    private static final int MAX_SECRET_BYTES = 256;

    /** A text value of login has at most 255 bytes (RFC 7143 6.1). */
    private static final int MAX_USER_BYTES = 255;

    private ChapRequests() {}

    /** A name and secret as they came. The text form hides the secret. */
    public record Login(String user, String secret) {
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    /** Both directions, checked. */
    static Optional<ChapMapping> checked(Optional<Login> chap, Optional<Login> mutual) {
        if (chap.isEmpty()) {
            if (mutual.isPresent()) {
                throw RefusedException.invalid(
                        "mutualChap", "mutual CHAP needs chap, the initiator's own proof");
            }
            return Optional.empty();
        }
        ChapMapping.Login incoming = checked(chap.get(), "chap");
        Optional<ChapMapping.Login> outgoing = mutual.map(it -> checked(it, "mutualChap"));
        if (outgoing.isPresent() && outgoing.get().secret().equals(incoming.secret())) {
            throw RefusedException.invalid(
                    "mutualChap.secret",
                    "the two directions need different secrets (RFC 7143 9.2.1)");
        }
        return Optional.of(new ChapMapping(incoming, outgoing));
    }

    private static ChapMapping.Login checked(Login login, String field) {
        int userBytes = login.user().getBytes(StandardCharsets.UTF_8).length;
        if (userBytes < 1
                || userBytes > MAX_USER_BYTES
                || login.user().chars().anyMatch(Character::isISOControl)) {
            throw RefusedException.invalid(
                    field + ".user",
                    "a CHAP name has 1 to %d bytes and no control characters"
                            .formatted(MAX_USER_BYTES));
        }
        int secretBytes = login.secret().getBytes(StandardCharsets.UTF_8).length;
        if (secretBytes < MIN_SECRET_BYTES
                || secretBytes > MAX_SECRET_BYTES
                || login.secret().chars().anyMatch(Character::isISOControl)) {
            throw RefusedException.invalid(
                    field + ".secret",
                    "a CHAP secret has %d to %d bytes and no control characters"
                            .formatted(MIN_SECRET_BYTES, MAX_SECRET_BYTES));
        }
        return new ChapMapping.Login(login.user(), login.secret());
    }
}
