package dev.rbdgate.gateway.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Tokens of a provider that the test plays. */
final class OidcTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir static Path directory;
    private static HttpServer provider;
    private static KeyPair keys;
    private static String issuer;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        keys = rsa();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + provider.getAddress().getPort() + "/realm";
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        serve(
                "/keys",
                Map.of(
                        "keys",
                        List.of(
                                Map.of(
                                        "kty",
                                        "RSA",
                                        "use",
                                        "sig",
                                        "kid",
                                        "one",
                                        "n",
                                        base64(key.getModulus().toByteArray()),
                                        "e",
                                        base64(key.getPublicExponent().toByteArray())))));
        serve(
                "/realm/.well-known/openid-configuration",
                Map.of(
                        "issuer",
                        issuer,
                        "jwks_uri",
                        "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys",
                        "subject_types_supported",
                        List.of("public")));
        provider.start();
        gateway =
                RunningGateway.start(
                        directory.resolve("data"),
                        "--oidc-issuer=" + issuer,
                        "--oidc-role-claim=realm_access.roles");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.stop(0);
    }

    private static void serve(String path, Map<String, ?> content) {
        byte[] body = JSON.writeValueAsBytes(content);
        provider.createContext(
                path,
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    @Test
    void rolesInTheTokenAreTheCallers() throws Exception {
        String viewer = token(claims("ann", "rbdgate-viewer", "admin"));
        assertThat(get(viewer, "/api/v1/system").status()).isEqualTo(200);
        assertThat(get(viewer, "/api/v1/tokens").status()).isEqualTo(403);
        String admin = token(claims("bob", "rbdgate-viewer", "rbdgate-admin"));
        assertThat(get(admin, "/api/v1/tokens").status()).isEqualTo(200);
    }

    @Test
    void changesAreNotedUnderTheSubject() throws Exception {
        Map<String, Object> claims = claims("0815-4711", "rbdgate-operator");
        claims.put("preferred_username", "carol");
        assertThat(
                        gateway.send(
                                        token(claims),
                                        "POST",
                                        "/api/v1/targets",
                                        "{\"iqn\":\"iqn.2026-11.dev.rbdgate:oidc\"}")
                                .status())
                .isEqualTo(201);
        assertThat(gateway.get("/audit?action=target.create").text())
                .contains("\"who\":\"oidc:0815-4711 (carol)\"");
    }

    @Test
    void aTokenWithoutARoleOfOursIsRefused() throws Exception {
        Answer answer = get(token(claims("ann", "admin", "viewer")), "/api/v1/system");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.detail()).contains("realm_access.roles", "rbdgate-viewer");
    }

    @Test
    void whatIsNotForUsOrNotNowIsRefused() throws Exception {
        Map<String, Object> late = claims("ann", "rbdgate-admin");
        late.put("exp", Instant.now().minusSeconds(300).getEpochSecond());
        assertRefused(token(late), "expired");
        Map<String, Object> early = claims("ann", "rbdgate-admin");
        early.put("nbf", Instant.now().plusSeconds(300).getEpochSecond());
        assertRefused(token(early), "not valid");
        Map<String, Object> endless = claims("ann", "rbdgate-admin");
        endless.remove("exp");
        assertRefused(token(endless), "not valid");
        Map<String, Object> others = claims("ann", "rbdgate-admin");
        others.put("aud", "another-service");
        assertRefused(token(others), "not valid");
        Map<String, Object> elsewhere = claims("ann", "rbdgate-admin");
        elsewhere.put("iss", "https://elsewhere.example");
        assertRefused(token(elsewhere), "not valid");
        Map<String, Object> nobody = claims("ann", "rbdgate-admin");
        nobody.remove("sub");
        assertRefused(token(nobody), "names nobody");
    }

    @Test
    void whatTheIssuerDidNotSignIsRefused() throws Exception {
        Map<String, Object> claims = claims("eve", "rbdgate-admin");
        assertRefused(signed("one", claims, rsa().getPrivate()), "not one of the issuer's");
        assertRefused(signed("two", claims, keys.getPrivate()), "not one of the issuer's");
        assertRefused(
                part(Map.of("alg", "none")) + "." + part(claims) + ".", "not one of the issuer's");
        String whole = token(claims);
        String swapped =
                whole.substring(0, whole.indexOf('.') + 1)
                        + part(claims("eve", "rbdgate-admin", "x"))
                        + whole.substring(whole.lastIndexOf('.'));
        assertRefused(swapped, "not one of the issuer's");
        // The public key as the key of a MAC: whoever reads the key could then make tokens.
        String head = part(Map.of("alg", "HS256", "kid", "one")) + "." + part(claims);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(keys.getPublic().getEncoded(), "HmacSHA256"));
        assertRefused(
                head + "." + base64(mac.doFinal(head.getBytes(UTF_8))), "not one of the issuer's");
    }

    private static void assertRefused(String token, String reason) {
        Answer answer = get(token, "/api/v1/system");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.detail()).contains(reason).doesNotContain(token);
    }

    @Test
    void keysAreAskedForWhereTheSettingSays() throws Exception {
        String keysAt = "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys";
        Map<String, Object> claims = claims("ann", "rbdgate-viewer");
        claims.put("iss", "https://without-metadata.example");
        assertThat(
                        OidcDecoder.of(
                                        "https://without-metadata.example",
                                        Optional.of(keysAt),
                                        "rbdgate")
                                .decode(token(claims))
                                .getSubject())
                .isEqualTo("ann");
    }

    @Test
    void theTokensOfTheGatewayAreTakenAsBefore() {
        assertThat(gateway.get("/system").status()).isEqualTo(200);
    }

    private static Answer get(String token, String path) {
        return gateway.send(token, "GET", path, null);
    }

    private static Map<String, Object> claims(String subject, String... roles) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", subject);
        claims.put("aud", List.of("rbdgate", "account"));
        claims.put("exp", Instant.now().plusSeconds(300).getEpochSecond());
        claims.put("realm_access", Map.of("roles", List.of(roles)));
        return claims;
    }

    private static String token(Map<String, Object> claims) throws Exception {
        return signed("one", claims, keys.getPrivate());
    }

    private static String signed(String key, Map<String, Object> claims, PrivateKey by)
            throws GeneralSecurityException, IOException {
        String head = part(Map.of("alg", "RS256", "kid", key)) + "." + part(claims);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(by);
        signature.update(head.getBytes(UTF_8));
        return head + "." + base64(signature.sign());
    }

    private static String part(Map<String, ?> content) {
        return base64(JSON.writeValueAsBytes(content));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }
}
