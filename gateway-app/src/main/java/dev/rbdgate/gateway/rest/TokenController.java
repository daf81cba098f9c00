package dev.rbdgate.gateway.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rbdgate.config.ApiToken;
import dev.rbdgate.gateway.access.ApiTokens;
import dev.rbdgate.gateway.control.Result;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Answers.BASE + "/tokens")
class TokenController {

    private final ApiTokens tokens;

    TokenController(ApiTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * A token to be made.
     *
     * @param expires a time with its offset (RFC 3339), whole seconds; absent: never
     */
    record CreateToken(@Nullable String name, @Nullable String role, @Nullable String expires) {}

    /**
     * A token.
     *
     * @param token what to present, only in the answer that it was made with
     */
    record Token(
            String name,
            String role,
            Instant createdAt,
            String createdBy,
            @Nullable Instant expires,
            boolean expired,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String token)
            implements Tagged {

        /** Hides the token. */
        @Override
        public String toString() {
            return "Token[name=" + name + ", role=" + role + "]";
        }
    }

    @Operation(summary = "Lists the named tokens, without the tokens themselves.")
    @GetMapping
    ListView<Token> list(
            @RequestParam @Nullable Integer limit, @RequestParam @Nullable String after) {
        return ListView.of(
                tokens.list(),
                Paging.of(limit, after),
                ApiToken::name,
                it -> Optional.of(view(it, Optional.empty())));
    }

    @Operation(summary = "Makes a token, which the answer tells this once.")
    @PostMapping
    ResponseEntity<Token> create(@RequestBody CreateToken body) {
        ApiTokens.Made made =
                tokens.create(
                        Answers.actor(),
                        Bodies.required(body.name(), "name"),
                        Bodies.required(body.role(), "role"),
                        Optional.ofNullable(body.expires())
                                .map(it ->
                                        Times.parse(it, "expires")
                                                .truncatedTo(ChronoUnit.SECONDS)));
        return Answers.created(
                new Result<>(made, made.token().isPresent()),
                it -> view(it.entry(), it.token()),
                "/tokens/{name}",
                made.entry().name());
    }

    @GetMapping("/{name}")
    Token get(@PathVariable String name) {
        return view(tokens.get(name), Optional.empty());
    }

    @Operation(summary = "Revokes a token: it is not taken any more.")
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name) {
        tokens.remove(Answers.actor(), name);
    }

    private Token view(ApiToken token, Optional<String> secret) {
        return new Token(
                token.name(),
                token.role(),
                token.createdAt(),
                token.createdBy(),
                token.expiresAt().orElse(null),
                tokens.isExpired(token),
                secret.orElse(null));
    }
}
