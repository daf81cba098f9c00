package dev.rbdgate.gateway.access;

import dev.rbdgate.config.ApiToken;
import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.config.MappingChange;
import dev.rbdgate.config.MappingStore;
import dev.rbdgate.gateway.control.RefusedException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** REST's named tokens: made, listed, revoked, and recognized. Thread-safe. */
public final class ApiTokens {

    /** More than anyone can keep an eye on. */
    static final int MAX_TOKENS = 1000;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final MappingStore store;
    private final Clock clock;
    private final SecureRandom random;
    private volatile Map<String, ApiToken> byHash;

    public ApiTokens(MappingStore store, Clock clock, SecureRandom random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        byHash = read();
    }

    /**
     * What became of a request for a token.
     *
     * @param token the token itself, which is told this once; absent if it was there already
     */
    public record Made(ApiToken entry, Optional<String> token) {

        /** Hides the token. */
        @Override
        public String toString() {
            return "Made[" + entry + "]";
        }
    }

    /** What a presented token is. */
    public sealed interface Recognized {
        record Valid(Caller caller) implements Recognized {}

        record Expired(String name) implements Recognized {}

        record Unknown() implements Recognized {}
    }

    /** By name. */
    public List<ApiToken> list() {
        return List.copyOf(byName().values());
    }

    /**
     * @throws RefusedException if there is none of that name
     */
    public ApiToken get(String name) {
        return Optional.ofNullable(byName().get(name)).orElseThrow(() -> missing(name));
    }

    /** Whether the token is no longer taken. */
    public boolean isExpired(ApiToken token) {
        return token.expiresAt().filter(it -> !clock.instant().isBefore(it)).isPresent();
    }

    /**
     * Makes a token; the same one asked for again is no change, and its token is not told again.
     *
     * @param expires absent: never
     */
    public synchronized Made create(
            String actor, String name, String role, Optional<Instant> expires) {
        if (!NAME.matcher(name).matches() || name.equals(Caller.ADMIN)) {
            throw RefusedException.invalid(
                    "name",
                    "a name has 1 to 64 lower-case letters, digits, '.', '_' and '-', begins with a letter or digit and is not '%s'"
                            .formatted(Caller.ADMIN));
        }
        Role known =
                Role.of(role)
                        .orElseThrow(() ->
                                RefusedException.invalid(
                                        "role", "a role is viewer, operator or admin"));
        ApiToken present = byName().get(name);
        if (present != null) {
            if (present.role().equals(known.text()) && present.expiresAt().equals(expires)) {
                return new Made(present, Optional.empty());
            }
            throw RefusedException.conflict(
                    "name", "token " + name + " exists with another role or end");
        }
        if (expires.filter(it -> !it.isAfter(clock.instant())).isPresent()) {
            throw RefusedException.invalid("expires", "that time has passed");
        }
        if (byHash.size() >= MAX_TOKENS) {
            throw RefusedException.conflict(
                    "name", "there are " + MAX_TOKENS + " tokens, which is the limit");
        }
        String token = TokenText.random(random);
        ApiToken entry =
                new ApiToken(
                        name, known.text(), TokenText.hash(token), clock.instant(), actor, expires);
        change(
                actor,
                "token.create",
                name,
                "role " + known.text() + expires.map(it -> ", until " + it).orElse(""),
                writer -> writer.addApiToken(entry));
        return new Made(entry, Optional.of(token));
    }

    /** Revokes a token: it is not taken any more. */
    public synchronized void remove(String actor, String name) {
        ApiToken present = get(name);
        change(
                actor,
                "token.delete",
                name,
                "role " + present.role(),
                writer -> writer.removeApiToken(name));
    }

    /**
     * Finds out whose token was presented. The hash is looked up as it is: how long that takes
     * tells something about hashes, from which no token can be made.
     */
    public Recognized recognize(String presented) {
        ApiToken token = byHash.get(TokenText.hash(presented));
        if (token == null) {
            return new Recognized.Unknown();
        }
        if (isExpired(token)) {
            return new Recognized.Expired(token.name());
        }
        return Role.of(token.role())
                .<Recognized>map(role -> new Recognized.Valid(new Caller(token.name(), role)))
                .orElseGet(Recognized.Unknown::new);
    }

    private void change(
            String actor, String operation, String subject, String detail, MappingChange change) {
        try {
            store.change(
                    new AuditEntry(clock.instant(), actor, operation, subject, detail), change);
        } finally {
            // Also when only the sync has failed: what is stored counts.
            byHash = read();
        }
    }

    private Map<String, ApiToken> read() {
        return store.apiTokens().stream()
                .collect(Collectors.toUnmodifiableMap(ApiToken::hash, Function.identity()));
    }

    private Map<String, ApiToken> byName() {
        Map<String, ApiToken> tokens = new TreeMap<>();
        byHash.values().forEach(it -> tokens.put(it.name(), it));
        return tokens;
    }

    private static RefusedException missing(String name) {
        return RefusedException.notFound("there is no token " + name);
    }
}
