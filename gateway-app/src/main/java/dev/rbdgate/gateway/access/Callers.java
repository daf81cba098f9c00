package dev.rbdgate.gateway.access;

import java.util.Optional;
import java.util.function.Function;

/** Tells who presents a bearer token. Thread-safe. */
public final class Callers {

    private final Function<String, Optional<Caller>> fileTokens;
    private final ApiTokens tokens;

    /**
     * @param fileTokens who holds a token that stands in a file; compares in constant time
     */
    public Callers(Function<String, Optional<Caller>> fileTokens, ApiTokens tokens) {
        this.fileTokens = fileTokens;
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
        Optional<Caller> holder = fileTokens.apply(presented);
        if (holder.isPresent()) {
            return new Proof.Accepted(holder.get());
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
