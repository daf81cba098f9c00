package dev.rbdgate.gateway.security;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.web.client.RestTemplate;

/**
 * What checks a provider's tokens. The provider is asked when the first token comes, so that the
 * gateway starts without it.
 */
final class OidcDecoder {

    /** Signatures by a key pair: one that can check them cannot make them. */
    private static final Set<SignatureAlgorithm> ALGORITHMS =
            Set.of(
                    SignatureAlgorithm.RS256,
                    SignatureAlgorithm.RS384,
                    SignatureAlgorithm.RS512,
                    SignatureAlgorithm.PS256,
                    SignatureAlgorithm.PS384,
                    SignatureAlgorithm.PS512,
                    SignatureAlgorithm.ES256,
                    SignatureAlgorithm.ES384,
                    SignatureAlgorithm.ES512);

    private OidcDecoder() {}

    static JwtDecoder of(String issuer, Optional<String> jwks, String audience) {
        return new SupplierJwtDecoder(() -> decoder(issuer, jwks, audience));
    }

    private static NimbusJwtDecoder decoder(String issuer, Optional<String> jwks, String audience) {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(OidcTokens.PROVIDER_LIMIT);
        requests.setReadTimeout(OidcTokens.PROVIDER_LIMIT);
        NimbusJwtDecoder decoder =
                jwks.map(NimbusJwtDecoder::withJwkSetUri)
                        .orElseGet(() -> NimbusJwtDecoder.withIssuerLocation(issuer))
                        .jwsAlgorithms(it -> it.addAll(ALGORITHMS))
                        .restOperations(new RestTemplate(requests))
                        .build();
        decoder.setJwtValidator(validator(issuer, audience));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> validator(String issuer, String audience) {
        return new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(),
                new JwtClaimValidator<Object>(JwtClaimNames.EXP, it -> it != null),
                new JwtIssuerValidator(issuer),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, it -> it != null && it.contains(audience)));
    }
}
