package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChapRequestsTest {

    private static final ChapRequests.Login GOOD = login("alice", "twelve-bytes");

    @Test
    void twelveAnd256BytesAreTaken() {
        assertThat(ChapRequests.checked(Optional.of(GOOD), Optional.empty())).isPresent();
        assertThat(
                        ChapRequests.checked(
                                Optional.of(login("alice", "x".repeat(256))), Optional.empty()))
                .isPresent();
    }

    @Test
    void shorterAndLongerSecretsAreRefusedWithoutBeingShown() {
        assertRefused(Optional.of(login("alice", "eleven-byte")), Optional.empty(), "chap.secret");
        assertRefused(
                Optional.of(login("alice", "y".repeat(257))), Optional.empty(), "chap.secret");
    }

    @Test
    void aMutualSecretDiffers() {
        assertRefused(
                Optional.of(GOOD),
                Optional.of(login("gateway", GOOD.secret())),
                "mutualChap.secret");
    }

    @Test
    void mutualNeedsTheInitiatorsProof() {
        assertRefused(Optional.empty(), Optional.of(GOOD), "mutualChap");
    }

    @Test
    void aUserIsNeededAndFitsAKeyValue() {
        assertRefused(Optional.of(login("", GOOD.secret())), Optional.empty(), "chap.user");
        assertRefused(
                Optional.of(login("u".repeat(256), GOOD.secret())), Optional.empty(), "chap.user");
        assertRefused(Optional.of(login("a\u0000b", GOOD.secret())), Optional.empty(), "chap.user");
    }

    @Test
    void theTextFormHidesTheSecret() {
        assertThat(GOOD.toString()).doesNotContain(GOOD.secret());
    }

    private static void assertRefused(
            Optional<ChapRequests.Login> chap, Optional<ChapRequests.Login> mutual, String field) {
        assertThatThrownBy(() -> ChapRequests.checked(chap, mutual))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> {
                            assertThat(it.field()).contains(field);
                            chap.ifPresent(login ->
                                    assertThat(it.getMessage()).doesNotContain(login.secret()));
                        });
    }

    private static ChapRequests.Login login(String user, String secret) {
        return new ChapRequests.Login(user, secret);
    }
}
