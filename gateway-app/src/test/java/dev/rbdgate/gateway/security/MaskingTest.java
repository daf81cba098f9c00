package dev.rbdgate.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.gateway.RunningGateway;
import dev.rbdgate.gateway.RunningGateway.Answer;
import dev.rbdgate.gateway.TinyInitiator;
import dev.rbdgate.gateway.TinyInitiator.Chap;
import dev.rbdgate.iscsi.auth.ChapGuard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What initiators see and reach, looked at from their side. */
final class MaskingTest {

    private static final String ONE = "iqn.2026-11.dev.rbdgate:one";
    private static final String TWO = "iqn.2026-11.dev.rbdgate:two";
    private static final String SECURED = "iqn.2026-11.dev.rbdgate:secured";
    private static final String ANN = "iqn.2026-11.test:ann";
    private static final String BOB = "iqn.2026-11.test:bob";
    private static final String STRANGER = "iqn.2026-11.test:stranger";
    private static final String SECRET = "correct horse battery";
    private static final String MUTUAL = "staple staple staple";

    @TempDir static Path directory;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(directory.resolve("data"));
        for (String image : new String[] {"a", "b", "c"}) {
            made("/images", "{\"name\":\"%s\",\"size\":\"8MiB\"}".formatted(image));
        }
        for (String target : new String[] {ONE, TWO, SECURED}) {
            made("/targets", "{\"iqn\":\"%s\"}".formatted(target));
        }
        made("/targets/" + ONE + "/luns", "{\"image\":\"rbd/a\",\"lun\":0}");
        made("/targets/" + ONE + "/luns", "{\"image\":\"rbd/b\",\"lun\":1}");
        made("/targets/" + ONE + "/luns", "{\"image\":\"rbd/c\",\"lun\":300}");
        made("/targets/" + ONE + "/initiators", "{\"initiator\":\"%s\"}".formatted(ANN));
        made(
                "/targets/" + ONE + "/initiators",
                "{\"initiator\":\"%s\",\"luns\":[1]}".formatted(BOB));
        made(
                "/targets/" + TWO + "/initiators",
                "{\"initiator\":\"%s\",\"addresses\":[\"192.0.2.0/24\"]}".formatted(ANN));
        made("/targets/" + SECURED + "/initiators", secured(ANN, SECRET, MUTUAL));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String secured(String initiator, String secret, String mutual) {
        return """
        {"initiator":"%s","chap":{"user":"ann","secret":"%s"},
         "mutualChap":{"user":"gateway","secret":"%s"}}\
        """
                .formatted(initiator, secret, mutual);
    }

    private static void made(String path, String body) {
        Answer answer = gateway.post(path, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    @Test
    void discoveryShowsOnlyWhatWasGranted() throws Exception {
        assertThat(TinyInitiator.discover(gateway.portal(), STRANGER, Optional.empty())).isEmpty();
        assertThat(TinyInitiator.discover(gateway.portal(), BOB, Optional.empty()))
                .contains("TargetName=" + ONE)
                .noneMatch(it -> it.contains(TWO) || it.contains(SECURED));
        assertThat(TinyInitiator.discover(gateway.portal(), ANN, Optional.empty()))
                .contains("TargetName=" + ONE, "TargetName=" + SECURED)
                .doesNotContain("TargetName=" + TWO);
    }

    @Test
    void anInitiatorWithoutAGrantIsRefusedWhateverItClaims() {
        assertThatThrownBy(() -> TinyInitiator.login(gateway.portal(), STRANGER, ONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("0202");
        assertThatThrownBy(() -> TinyInitiator.login(gateway.portal(), "*", ONE))
                .hasMessageContaining("0200");
        assertThatThrownBy(() -> TinyInitiator.login(gateway.portal(), ANN, TWO))
                .as("from another address than granted")
                .hasMessageContaining("0202");
    }

    @Test
    void reportLunsShowsEachInitiatorItsOwn() throws Exception {
        try (TinyInitiator ann = TinyInitiator.login(gateway.portal(), ANN, ONE);
                TinyInitiator bob = TinyInitiator.login(gateway.portal(), BOB, ONE)) {
            assertThat(ann.reportLuns()).containsExactly(0, 1, 300);
            assertThat(bob.reportLuns()).containsExactly(1);
        }
    }

    @Test
    void withChapOnlyTheRightSecretLetsIn() throws Exception {
        assertThatThrownBy(() -> TinyInitiator.login(gateway.portal(), ANN, SECURED))
                .hasMessageContaining("0201");
        assertThatThrownBy(() -> login(ANN, SECURED, "ann", "wrong horse battery"))
                .hasMessageContaining("0201");
        assertThatThrownBy(() -> login(ANN, SECURED, "bob", SECRET)).hasMessageContaining("0201");
        login(ANN, SECURED, "ann", SECRET).close();
    }

    @Test
    void whoGuessesIsLockedOutOfThoseCredentialsAlone() throws Exception {
        String target = "iqn.2026-11.dev.rbdgate:guessed";
        made("/targets", "{\"iqn\":\"%s\"}".formatted(target));
        made("/targets/" + target + "/initiators", secured(ANN, "another good secret", MUTUAL));
        for (int i = 0; i < ChapGuard.MAX_FAILURES; i++) {
            String guess = "guess number " + i;
            assertThatThrownBy(() -> login(ANN, target, "ann", guess)).hasMessageContaining("0201");
        }
        assertThatThrownBy(() -> login(ANN, target, "ann", "another good secret"))
                .hasMessageContaining("0301");
        login(ANN, SECURED, "ann", SECRET).close();
    }

    @Test
    void discoveryWithChapShowsNothingWithoutTheSecret() throws Exception {
        Answer set =
                gateway.put(
                        "/discovery-auth",
                        "{\"chap\":{\"user\":\"finder\",\"secret\":\"looking for disks\"}}");
        assertThat(set.status()).as(set.toString()).isEqualTo(200);
        try {
            assertThatThrownBy(
                            () -> TinyInitiator.discover(gateway.portal(), ANN, Optional.empty()))
                    .hasMessageContaining("0201");
            assertThat(
                            TinyInitiator.discover(
                                    gateway.portal(),
                                    ANN,
                                    Optional.of(new Chap("finder", "looking for disks"))))
                    .contains("TargetName=" + ONE);
        } finally {
            gateway.put("/discovery-auth", "{}");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11, 257, 300})
    void secretsOfOtherThan12To256BytesAreRefused(int length) {
        Answer answer =
                gateway.post(
                        "/targets/" + TWO + "/initiators",
                        "{\"initiator\":\"%s\",\"chap\":{\"user\":\"u\",\"secret\":\"%s\"}}"
                                .formatted(BOB, "z".repeat(length)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field()).isEqualTo("chap.secret");
        assertThat(answer.detail()).contains("12 to 256 bytes").doesNotContain("zzzz");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 256})
    void secretsOfTheFirstAndLastLengthAreTaken(int length) throws Exception {
        String target = "iqn.2026-11.dev.rbdgate:length" + length;
        made("/targets", "{\"iqn\":\"%s\"}".formatted(target));
        String secret = "y".repeat(length);
        made("/targets/" + target + "/initiators", secured(ANN, secret, MUTUAL));
        login(ANN, target, "ann", secret).close();
    }

    @Test
    void aSecretOfTheOtherDirectionIsRefusedWhereverItIsUsed() {
        Answer incoming =
                gateway.post(
                        "/targets/" + SECURED + "/initiators",
                        secured(BOB, MUTUAL, "x".repeat(12)));
        assertThat(incoming.status()).isEqualTo(400);
        assertThat(incoming.field()).isEqualTo("chap.secret");
        Answer mutual =
                gateway.post(
                        "/targets/" + ONE + "/initiators",
                        secured(STRANGER, "x".repeat(12), SECRET));
        assertThat(mutual.status()).isEqualTo(400);
        assertThat(mutual.field()).isEqualTo("mutualChap.secret");
        Answer discovery =
                gateway.put(
                        "/discovery-auth",
                        "{\"chap\":{\"user\":\"f\",\"secret\":\"" + MUTUAL + "\"}}");
        assertThat(discovery.status()).isEqualTo(400);
        assertThat(incoming.text() + mutual.text() + discovery.text())
                .doesNotContain(SECRET)
                .doesNotContain(MUTUAL);
    }

    private static TinyInitiator login(String initiator, String target, String user, String secret)
            throws IOException {
        return TinyInitiator.login(gateway.portal(), initiator, target, new Chap(user, secret));
    }
}
