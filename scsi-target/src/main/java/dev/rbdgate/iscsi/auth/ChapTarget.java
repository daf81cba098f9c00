package dev.rbdgate.iscsi.auth;

import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The target's side of one CHAP exchange (RFC 7143 12.1.3).
 *
 * <pre>
 *   Start --CHAP_A--> Challenged --CHAP_N, CHAP_R [, CHAP_I, CHAP_C]--> Proven
 * </pre>
 *
 * Anything else refuses the login.
 */
public final class ChapTarget {

    private static final String ALGORITHM = "CHAP_A";
    private static final String IDENTIFIER = "CHAP_I";
    private static final String CHALLENGE = "CHAP_C";
    private static final String NAME = "CHAP_N";
    private static final String RESPONSE = "CHAP_R";

    /** At least 16 bytes; as long as the longest hash. */
    private static final int CHALLENGE_BYTES = 32;

    /** Longest binary value (RFC 7143 12.1.3). */
    private static final int MAX_BINARY_BYTES = 1024;

    private static final int IDENTIFIERS = 256;

    private sealed interface State {
        record Start() implements State {}

        final class Challenged implements State {
            private final ChapAlgorithm algorithm;
            private final int identifier;
            private final byte[] challenge;

            Challenged(ChapAlgorithm algorithm, int identifier, byte[] challenge) {
                this.algorithm = algorithm;
                this.identifier = identifier;
                this.challenge = challenge;
            }
        }

        record Proven() implements State {}
    }

    /** What became of an initiator's step. */
    public sealed interface Step {
        /** Keys to send back. */
        record Answer(Map<String, String> keys) implements Step {}

        /** The login is to be refused. The reason is for the log and holds no secret. */
        record Refused(String reason) implements Step {}
    }

    private final ChapAuthentication authentication;
    private final RandomGenerator random;
    private State state = new State.Start();

    /**
     * @param random must be cryptographically strong
     */
    public ChapTarget(ChapAuthentication authentication, RandomGenerator random) {
        this.authentication = authentication;
        this.random = random;
    }

    /** Whether the initiator has proven itself. */
    public boolean isProven() {
        return state instanceof State.Proven;
    }

    /** Takes the CHAP keys of one request. */
    public Step receive(Map<String, String> keys) {
        return switch (state) {
            case State.Start() -> challenge(keys);
            case State.Challenged challenged -> verify(challenged, keys);
            case State.Proven() -> new Step.Refused("CHAP keys after the exchange");
        };
    }

    private Step challenge(Map<String, String> keys) {
        String offered = keys.get(ALGORITHM);
        if (offered == null || keys.size() != 1) {
            return new Step.Refused("CHAP_A expected, and nothing else");
        }
        Optional<ChapAlgorithm> algorithm = ChapAlgorithm.choose(offered);
        if (algorithm.isEmpty()) {
            return new Step.Refused("no CHAP algorithm in common: " + offered);
        }
        byte[] challenge = new byte[CHALLENGE_BYTES];
        random.nextBytes(challenge);
        int identifier = random.nextInt(IDENTIFIERS);
        state = new State.Challenged(algorithm.get(), identifier, challenge);
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put(ALGORITHM, String.valueOf(algorithm.get().number()));
        answer.put(IDENTIFIER, String.valueOf(identifier));
        answer.put(CHALLENGE, BinaryValue.encode(challenge));
        return new Step.Answer(answer);
    }

    private Step verify(State.Challenged challenged, Map<String, String> keys) {
        String name = keys.get(NAME);
        Optional<byte[]> response =
                Optional.ofNullable(keys.get(RESPONSE))
                        .flatMap(text -> BinaryValue.decode(text, MAX_BINARY_BYTES));
        if (name == null || response.isEmpty()) {
            return new Step.Refused("CHAP_N and CHAP_R expected");
        }
        Credentials incoming = authentication.incoming();
        byte[] expected =
                challenged.algorithm.response(
                        challenged.identifier, incoming.secret(), challenged.challenge);
        // Both are compared in full, so that time tells nothing about which was wrong.
        boolean sameName = equal(name, incoming.user());
        boolean sameResponse = MessageDigest.isEqual(expected, response.get());
        if (!(sameName && sameResponse)) {
            return new Step.Refused("wrong CHAP name or secret");
        }
        boolean mutual = keys.containsKey(IDENTIFIER) || keys.containsKey(CHALLENGE);
        if (!mutual) {
            state = new State.Proven();
            return new Step.Answer(Map.of());
        }
        return proveOurselves(challenged, keys);
    }

    private Step proveOurselves(State.Challenged challenged, Map<String, String> keys) {
        if (authentication.mutual().isEmpty()) {
            return new Step.Refused("mutual CHAP asked for, and no credentials for it");
        }
        Credentials ours = authentication.mutual().get();
        Optional<Integer> identifier = identifier(keys.get(IDENTIFIER));
        Optional<byte[]> challenge =
                Optional.ofNullable(keys.get(CHALLENGE))
                        .flatMap(text -> BinaryValue.decode(text, MAX_BINARY_BYTES));
        if (identifier.isEmpty() || challenge.isEmpty()) {
            return new Step.Refused("CHAP_I and CHAP_C expected");
        }
        if (MessageDigest.isEqual(challenge.get(), challenged.challenge)) {
            return new Step.Refused("our own challenge reflected");
        }
        if (equal(ours.secret(), authentication.incoming().secret())) {
            return new Step.Refused("the same secret configured for both directions");
        }
        state = new State.Proven();
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put(NAME, ours.user());
        answer.put(
                RESPONSE,
                BinaryValue.encode(
                        challenged.algorithm.response(
                                identifier.get(), ours.secret(), challenge.get())));
        return new Step.Answer(answer);
    }

    private static Optional<Integer> identifier(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int identifier = Integer.parseInt(text);
        return identifier < IDENTIFIERS ? Optional.of(identifier) : Optional.empty();
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
