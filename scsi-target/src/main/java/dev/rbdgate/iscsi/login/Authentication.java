package dev.rbdgate.iscsi.login;

import dev.rbdgate.iscsi.auth.ChapGuard;
import dev.rbdgate.iscsi.auth.ChapTarget;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.text.OperationalKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The security negotiation stage: AuthMethod and what the method asks for (RFC 7143 12). */
final class Authentication {

    private static final String AUTH_METHOD = "AuthMethod";
    private static final String CHAP = "CHAP";
    private static final String NONE = "None";
    private static final String CHAP_PREFIX = "CHAP_";

    /** The methods of RFC 7143 12.1 and their keys: what is not ours is refused, not unknown. */
    private static final String NOT_UNDERSTOOD = "NotUnderstood";

    private sealed interface State {
        /** No method has been chosen. */
        record Open() implements State {}

        /** AuthMethod=None, which is enough. */
        record NotNeeded() implements State {}

        record Chap(ChapTarget exchange) implements State {}
    }

    private final Optional<ChapAuthentication> required;
    private final RandomGenerator random;
    private final ChapGuard guard;
    private final InetAddress from;
    private final String credentials;
    private State state = new State.Open();

    /**
     * @param credentials a name for what is required, to count guesses by
     */
    Authentication(
            Optional<ChapAuthentication> required,
            RandomGenerator random,
            ChapGuard guard,
            InetAddress from,
            String credentials) {
        this.required = required;
        this.random = random;
        this.guard = guard;
        this.from = from;
        this.credentials = credentials;
    }

    /** Whether the login may leave the security stage, or do without it. */
    boolean isSatisfied() {
        return switch (state) {
            case State.Open() -> required.isEmpty();
            case State.NotNeeded() -> true;
            case State.Chap(ChapTarget exchange) -> exchange.isProven();
        };
    }

    /** Whether the initiator's next step is awaited. */
    boolean isUnderWay() {
        return state instanceof State.Chap(ChapTarget exchange) && !exchange.isProven();
    }

    /** Answers the keys of one request of the stage. */
    Map<String, String> answer(Map<String, String> keys) throws LoginRefusal {
        Map<String, String> answers = new LinkedHashMap<>();
        Map<String, String> chapKeys = new LinkedHashMap<>();
        for (Map.Entry<String, String> key : keys.entrySet()) {
            String name = key.getKey();
            if (name.startsWith(CHAP_PREFIX)) {
                chapKeys.put(name, key.getValue());
            } else if (OperationalKey.named(name).isPresent()) {
                throw new LoginRefusal(
                        LoginStatus.INITIATOR_ERROR, name + " in the security stage");
            } else if (!name.equals(AUTH_METHOD)) {
                answers.put(name, NOT_UNDERSTOOD);
            }
        }
        String offered = keys.get(AUTH_METHOD);
        if (offered != null) {
            if (!chapKeys.isEmpty()) {
                throw new LoginRefusal(
                        LoginStatus.INITIATOR_ERROR, "CHAP keys before CHAP was agreed on");
            }
            answers.put(AUTH_METHOD, choose(offered));
        } else if (!chapKeys.isEmpty()) {
            answers.putAll(chap(chapKeys));
        }
        return answers;
    }

    private String choose(String offered) throws LoginRefusal {
        if (!(state instanceof State.Open)) {
            throw new LoginRefusal(LoginStatus.INITIATOR_ERROR, "AuthMethod negotiated twice");
        }
        String method = required.isPresent() ? CHAP : NONE;
        if (!List.of(offered.split(",", -1)).contains(method)) {
            throw new LoginRefusal(
                    LoginStatus.AUTHENTICATION_FAILURE,
                    "AuthMethod=" + offered + " offered, " + method + " needed");
        }
        state =
                required.<State>map(
                                credentials -> new State.Chap(new ChapTarget(credentials, random)))
                        .orElseGet(State.NotNeeded::new);
        return method;
    }

    private Map<String, String> chap(Map<String, String> keys) throws LoginRefusal {
        if (!(state instanceof State.Chap(ChapTarget exchange))) {
            throw new LoginRefusal(
                    LoginStatus.INITIATOR_ERROR, "CHAP keys, and CHAP not agreed on");
        }
        refuseWhoGuesses();
        return switch (exchange.receive(keys)) {
            case ChapTarget.Step.Answer(Map<String, String> answer) -> answer;
            case ChapTarget.Step.Refused(String reason) -> {
                boolean locked = guard.failed(from, credentials);
                throw new LoginRefusal(
                        LoginStatus.AUTHENTICATION_FAILURE,
                        locked
                                ? "%s, once too often: locked out for %d s"
                                        .formatted(reason, ChapGuard.PERIOD.toSeconds())
                                : reason);
            }
        };
    }

    /** Before a proof is looked at. An honest initiator may try again later, so it is told so. */
    private void refuseWhoGuesses() throws LoginRefusal {
        Optional<Duration> lockOut = guard.lockedOut(from, credentials);
        if (lockOut.isPresent()) {
            throw new LoginRefusal(
                    LoginStatus.SERVICE_UNAVAILABLE,
                    "too many wrong CHAP proofs came from this address; locked out for %d s more"
                            .formatted(lockOut.get().toSeconds()));
        }
    }
}
