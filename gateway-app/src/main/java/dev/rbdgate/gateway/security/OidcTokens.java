package dev.rbdgate.gateway.security;

import dev.rbdgate.gateway.access.Caller;
import dev.rbdgate.gateway.access.Callers.Proof;
import dev.rbdgate.gateway.access.Role;
import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.settings.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Takes the tokens of an OpenID Connect provider: signed by a key of the issuer, meant for this
 * gateway, valid now, and with a role ({@code rbdgate-viewer}, {@code -operator}, {@code -admin})
 * in a claim. Roles of other names are other programs'.
 */
final class OidcTokens {

    private static final Logger log = LoggerFactory.getLogger(OidcTokens.class);

    /** Header, claims and signature, each in base64url (RFC 7515 3.1); a header begins with "{". */
    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]*\\.[\\w-]*\\.[\\w-]*");

    /** Names of people that can be shown as they are. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\w.@+-]{1,64}");

    private final JwtDecoder decoder;
    private final OidcRoles roles;

    private OidcTokens(JwtDecoder decoder, OidcRoles roles) {
        this.decoder = decoder;
        this.roles = roles;
    }

    /** Empty if no issuer is set. */
    static Optional<OidcTokens> of(RbdgateSettings settings) {
        @Nullable String issuer = settings.oidcIssuer();
        if (issuer == null || issuer.isBlank()) {
            if (settings.oidcJwks() != null) {
                throw new UsageException(
                        "RBDGATE_OIDC_JWKS is given, and RBDGATE_OIDC_ISSUER is not.",
                        "Give the issuer, too: tokens of others are not taken.");
            }
            return Optional.empty();
        }
        checkAddress(issuer, "RBDGATE_OIDC_ISSUER");
        @Nullable String jwks = settings.oidcJwks();
        if (jwks != null) {
            checkAddress(jwks, "RBDGATE_OIDC_JWKS");
        }
        return Optional.of(
                new OidcTokens(
                        OidcDecoder.of(issuer, Optional.ofNullable(jwks), settings.oidcAudience()),
                        new OidcRoles(settings.oidcRoleClaim())));
    }

    private static void checkAddress(String address, String setting) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return;
            }
        } catch (URISyntaxException _) {
            // Told below.
        }
        throw new UsageException(
                "%s is '%s', which is no address.".formatted(setting, address),
                "It is such as https://login.example/realms/storage.");
    }

    /** Whether a token has the form of a provider's. */
    static boolean isOne(String token) {
        return JWT.matcher(token).matches();
    }

    Proof check(String token) {
        Jwt claims;
        try {
            claims = decoder.decode(token);
        } catch (JwtValidationException e) {
            return new Proof.Refused("the token is not valid: " + description(e));
        } catch (BadJwtException e) {
            return new Proof.Refused("the token is not one of the issuer's");
        } catch (JwtException | JwtDecoderInitializationException e) {
            log.warn("The issuer's keys cannot be had: {}", root(e));
            return new Proof.Refused("the issuer's keys cannot be had now");
        }
        @Nullable String subject = claims.getSubject();
        if (subject == null || subject.isEmpty()) {
            return new Proof.Refused("the token names nobody");
        }
        String name = name(claims, subject);
        return roles.highest(claims.getClaims())
                .<Proof>map(role -> new Proof.Accepted(new Caller(name, role)))
                .orElseGet(() ->
                        new Proof.Refused(
                                "the token of %s has no role in its claim '%s': %s%s, or another"
                                        .formatted(
                                                name,
                                                roles.claim(),
                                                OidcRoles.PREFIX,
                                                Role.VIEWER.text())));
    }

    /** The subject, which nobody can choose; and for people the name they go by. */
    private static String name(Jwt claims, String subject) {
        String plain = subject.replaceAll("\\p{Cntrl}", "?");
        return claims.getClaims().get("preferred_username") instanceof String known
                        && PLAIN_NAME.matcher(known).matches()
                        && !known.equals(subject)
                ? "oidc:" + plain + " (" + known + ")"
                : "oidc:" + plain;
    }

    private static String description(JwtValidationException failure) {
        return failure.getErrors().stream()
                .map(it -> String.valueOf(it.getDescription()))
                .findFirst()
                .orElse("it is refused");
    }

    private static String root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** How long to wait for the provider. */
    static final Duration PROVIDER_LIMIT = Duration.ofSeconds(5);
}
