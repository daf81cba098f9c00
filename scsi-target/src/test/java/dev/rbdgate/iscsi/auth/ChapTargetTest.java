package dev.rbdgate.iscsi.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.auth.ChapTarget.Step;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication.Credentials;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChapTargetTest {

    private static final String SECRET = "secret-of-initiator";
    private static final String OUR_SECRET = "secret-of-target";
    private static final Credentials INCOMING = new Credentials("host", SECRET);
    private static final Credentials MUTUAL = new Credentials("gateway", OUR_SECRET);

    private final ChapTarget oneWay = chap(Optional.empty());
    private final ChapTarget bothWays = chap(Optional.of(MUTUAL));

    private static ChapTarget chap(Optional<Credentials> mutual) {
        return new ChapTarget(
                new ChapAuthentication(INCOMING, mutual), RandomGenerator.of("L64X128MixRandom"));
    }

    private static Map<String, String> answer(Step step) {
        assertThat(step).isInstanceOf(Step.Answer.class);
        return ((Step.Answer) step).keys();
    }

    private static void assertRefused(Step step) {
        assertThat(step).isInstanceOf(Step.Refused.class);
        assertThat(((Step.Refused) step).reason())
                .doesNotContain(SECRET)
                .doesNotContain(OUR_SECRET);
    }

    private static Map<String, String> proof(Map<String, String> challenge, String secret) {
        Map<String, String> keys = new HashMap<>();
        keys.put("CHAP_N", "host");
        keys.put("CHAP_R", ChapInitiator.response(challenge, secret));
        return keys;
    }

    /** Computed elsewhere: hash of 2Ah, "secret-of-initiator" and 00h to 1Fh. */
    @ParameterizedTest
    @CsvSource({
        "5, 0ca4e0200d2b07abbe3774166c01b643",
        "6, eb6e37a0a9c929438bd52e438fc41bcab69a6f07",
        "7, 5a6f4623b0fe85ccbc3fdb362156d8da83058f7380920bacb8872b5c99f64f10",
        "8, 6c5437ba24c852ec0eeee2bc2ff73a4bbb24334bcc378275a03f4fb8c607caf1"
    })
    void responseIsTheHashOfIdentifierSecretAndChallenge(String algorithm, String expected) {
        byte[] challenge = new byte[32];
        for (int i = 0; i < challenge.length; i++) {
            challenge[i] = (byte) i;
        }
        byte[] response =
                ChapAlgorithm.choose(algorithm).orElseThrow().response(0x2a, SECRET, challenge);
        assertThat(HexFormat.of().formatHex(response)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"5|5", "7,5|7", "99,5|5", "8,7,6,5|8", "6|6"})
    void initiatorsOrderOfAlgorithmsDecides(String offered, String chosen) {
        assertThat(answer(oneWay.receive(Map.of("CHAP_A", offered))))
                .containsEntry("CHAP_A", chosen);
    }

    @Test
    void rightResponseProvesTheInitiator() {
        Map<String, String> challenge = answer(oneWay.receive(Map.of("CHAP_A", "5")));
        assertThat(oneWay.isProven()).isFalse();
        assertThat(answer(oneWay.receive(proof(challenge, SECRET)))).isEmpty();
        assertThat(oneWay.isProven()).isTrue();
    }

    @Test
    void challengesAreLongAndDiffer() {
        Map<String, String> one = answer(oneWay.receive(Map.of("CHAP_A", "5")));
        Map<String, String> other = answer(bothWays.receive(Map.of("CHAP_A", "5")));
        assertThat(one.getOrDefault("CHAP_C", "")).hasSizeGreaterThanOrEqualTo(2 + 2 * 16);
        assertThat(one.get("CHAP_C")).isNotEqualTo(other.get("CHAP_C"));
    }

    @Test
    void wrongSecretIsRefused() {
        Map<String, String> challenge = answer(oneWay.receive(Map.of("CHAP_A", "5")));
        assertRefused(oneWay.receive(proof(challenge, "secret-of-somebody")));
        assertThat(oneWay.isProven()).isFalse();
    }

    @Test
    void wrongNameIsRefused() {
        Map<String, String> challenge = answer(oneWay.receive(Map.of("CHAP_A", "5")));
        Map<String, String> proof = proof(challenge, SECRET);
        proof.put("CHAP_N", "other");
        assertRefused(oneWay.receive(proof));
    }

    @Test
    void noAlgorithmInCommonIsRefused() {
        assertRefused(oneWay.receive(Map.of("CHAP_A", "99,100")));
        assertRefused(chap(Optional.empty()).receive(Map.of("CHAP_A", "")));
    }

    @Test
    void keysOutOfOrderAreRefused() {
        assertRefused(oneWay.receive(Map.of("CHAP_N", "host", "CHAP_R", "0x00")));
        assertRefused(chap(Optional.empty()).receive(Map.of("CHAP_A", "5", "CHAP_N", "host")));
        answer(bothWays.receive(Map.of("CHAP_A", "5")));
        assertRefused(bothWays.receive(Map.of("CHAP_N", "host")));
    }

    @Test
    void keysAfterTheExchangeAreRefused() {
        Map<String, String> challenge = answer(oneWay.receive(Map.of("CHAP_A", "5")));
        answer(oneWay.receive(proof(challenge, SECRET)));
        assertRefused(oneWay.receive(Map.of("CHAP_A", "5")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "12", "0xzz", "0b***", "0y00"})
    void responseThatIsNoBinaryValueIsRefused(String response) {
        answer(oneWay.receive(Map.of("CHAP_A", "5")));
        assertRefused(oneWay.receive(Map.of("CHAP_N", "host", "CHAP_R", response)));
    }

    @Test
    void targetProvesItselfWhenAsked() {
        Map<String, String> challenge = answer(bothWays.receive(Map.of("CHAP_A", "7")));
        Map<String, String> proof = proof(challenge, SECRET);
        proof.put("CHAP_I", "200");
        proof.put("CHAP_C", "0b" + "AAECAwQFBgcICQoLDA0ODw==");
        assertThat(answer(bothWays.receive(proof)))
                .containsEntry("CHAP_N", "gateway")
                .containsEntry(
                        "CHAP_R",
                        ChapInitiator.response(
                                "7", 200, "0x000102030405060708090a0b0c0d0e0f", OUR_SECRET));
        assertThat(bothWays.isProven()).isTrue();
    }

    @Test
    void mutualAuthenticationIsNotForcedOnTheInitiator() {
        Map<String, String> challenge = answer(bothWays.receive(Map.of("CHAP_A", "5")));
        assertThat(answer(bothWays.receive(proof(challenge, SECRET)))).isEmpty();
    }

    @Test
    void ourOwnChallengeReflectedIsRefused() {
        Map<String, String> challenge = answer(bothWays.receive(Map.of("CHAP_A", "5")));
        Map<String, String> proof = proof(challenge, SECRET);
        proof.put("CHAP_I", challenge.getOrDefault("CHAP_I", ""));
        proof.put("CHAP_C", challenge.getOrDefault("CHAP_C", ""));
        assertRefused(bothWays.receive(proof));
    }

    @Test
    void mutualAuthenticationWithoutCredentialsIsRefused() {
        Map<String, String> challenge = answer(oneWay.receive(Map.of("CHAP_A", "5")));
        Map<String, String> proof = proof(challenge, SECRET);
        proof.put("CHAP_I", "1");
        proof.put("CHAP_C", "0x00112233");
        assertRefused(oneWay.receive(proof));
    }

    @Test
    void sameSecretInBothDirectionsIsRefused() {
        ChapTarget chap = chap(Optional.of(new Credentials("gateway", SECRET)));
        Map<String, String> challenge = answer(chap.receive(Map.of("CHAP_A", "5")));
        Map<String, String> proof = proof(challenge, SECRET);
        proof.put("CHAP_I", "1");
        proof.put("CHAP_C", "0x00112233");
        assertRefused(chap.receive(proof));
    }

    @ParameterizedTest
    @CsvSource({"256, 0x00", "-1, 0x00", "x, 0x00", "1, 0x", "1, zz"})
    void malformedMutualChallengeIsRefused(String identifier, String mutualChallenge) {
        Map<String, String> challenge = answer(bothWays.receive(Map.of("CHAP_A", "5")));
        Map<String, String> proof = proof(challenge, SECRET);
        proof.put("CHAP_I", identifier);
        proof.put("CHAP_C", mutualChallenge);
        assertRefused(bothWays.receive(proof));
    }
}
