package dev.rbdgate.gateway.access;

import java.util.function.Predicate;

/** Tells who presents a bearer token. Thread-safe. */
public final class Callers {

    private final Predicate<String> isAdminToken;
    private final ApiTokens tokens;

    /**
     * @param isAdminToken compares with the data directory's token, in constant time
     */
    public Callers(Predicate<String> isAdminToken, ApiTokens tokens) {
        this.isAdminToken = isAdminToken;
        this.tokens = tokens;
    }

    /** What a token proves. */
    public sealed interface Proof {
        record Accepted(Caller caller) implements Proof {}

        /**
         * @param reason for the caller and the log; does not repeat the token
         */
        record Refused(String reason) implements Proof {}
    }

    public Proof check(String presented) {
        if (isAdminToken.test(presented)) {
            return new Proof.Accepted(new Caller(Caller.ADMIN, Role.ADMIN));
        }
        return switch (tokens.recognize(presented)) {
            case ApiTokens.Recognized.Valid(Caller caller) -> new Proof.Accepted(caller);
            case ApiTokens.Recognized.Expired(String name) ->
                    new Proof.Refused("the token '" + name + "' has expired");
            case ApiTokens.Recognized.Unknown() ->
                    new Proof.Refused("the token is not known here, or was revoked");
        };
    }
}
