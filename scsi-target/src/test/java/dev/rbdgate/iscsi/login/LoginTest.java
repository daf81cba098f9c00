package dev.rbdgate.iscsi.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.auth.ChapGuard;
import dev.rbdgate.iscsi.auth.ChapInitiator;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication.Credentials;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.Portal;
import dev.rbdgate.iscsi.catalogue.Redirect;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.pdu.LoginRequest;
import dev.rbdgate.iscsi.text.SessionParameters;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.unit.LunInventory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The login phase, request by request. */
class LoginTest {

    private static final String INITIATOR = "iqn.2026-11.dev.rbdgate.test:host";
    private static final String OPEN = "iqn.2026-11.dev.rbdgate:open";
    private static final String SECURED = "iqn.2026-11.dev.rbdgate:secured";
    private static final String CLOSED = "iqn.2026-11.dev.rbdgate:closed";
    private static final String ELSEWHERE = "iqn.2026-11.dev.rbdgate:elsewhere";
    private static final InetSocketAddress LOCAL =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 3260);
    private static final InetSocketAddress REMOTE =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 40000);
    private static final int KNOWN_TSIH = 7;
    private static final String MOVED = "iqn.2026-11.dev.rbdgate:moved";
    private static final String MOVED_FOR_GOOD = "iqn.2026-11.dev.rbdgate:moved-for-good";
    private static final ChapAuthentication CHAP =
            new ChapAuthentication(new Credentials("host", "0123456789ab"), Optional.empty());

    private long nanos;
    private final ChapGuard guard = new ChapGuard(() -> nanos);
    private Login login = login(catalogue(Optional.empty()));

    private Login login(TargetCatalogue catalogue) {
        return login(catalogue, REMOTE);
    }

    private Login login(TargetCatalogue catalogue, InetSocketAddress from) {
        return new Login(catalogue, LOCAL, from, new SecureRandom(), guard, LoginTest::session);
    }

    /** One session, of two connections at most, of which it has one. */
    private static Optional<JoinableSession> session(int tsih) {
        SessionParameters parameters =
                new SessionParameters(
                        false, false, false, true, 8192, 8192, 16384, 16384, 1, 2, 1, 2);
        Nexus nexus = new Nexus(INITIATOR, 1, OPEN, 1);
        return tsih == KNOWN_TSIH
                ? Optional.of(new JoinableSession(nexus, parameters, Set.of(5)))
                : Optional.empty();
    }

    /** A login of the connection 1 of that session, or of another. */
    private LoginStep join(int tsih, Map<String, String> keys) {
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> text.append(key).append('=').append(value).append('\0'));
        return login.receive(request(true, false, 1, 3, 0, tsih, text.toString()));
    }

    private static TargetCatalogue catalogue(Optional<ChapAuthentication> discoveryAuth) {
        Grant open =
                new Grant(Grant.EVERY_INITIATOR, List.of(), Optional.empty(), Optional.empty());
        Grant secured = new Grant(INITIATOR, List.of(), Optional.of(CHAP), Optional.empty());
        Portal portal = new Portal("10.0.0.1", 3260, 2, Optional.empty());
        return new TargetCatalogue(
                Map.of(
                        OPEN, target(OPEN, "the open one", List.of(), open),
                        SECURED, target(SECURED, "", List.of(), secured),
                        CLOSED, target(CLOSED, "", List.of()),
                        ELSEWHERE, target(ELSEWHERE, "", List.of(portal), open),
                        MOVED, redirected(MOVED, new Redirect("10.0.0.2", 3261, false), open),
                        MOVED_FOR_GOOD,
                                redirected(
                                        MOVED_FOR_GOOD,
                                        new Redirect("fd00::2", 3260, true),
                                        secured)),
                discoveryAuth);
    }

    private static TargetDefinition target(
            String name, String alias, List<Portal> portals, Grant... grants) {
        return new TargetDefinition(
                name, alias, portals, new LunInventory(new TreeMap<>()), List.of(grants));
    }

    private static TargetDefinition redirected(String name, Redirect redirect, Grant grant) {
        return new TargetDefinition(
                name,
                "",
                List.of(),
                Optional.of(redirect),
                new LunInventory(new TreeMap<>()),
                List.of(grant));
    }

    private static Map<String, String> names(String target, String... more) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("InitiatorName", INITIATOR);
        keys.put("TargetName", target);
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return keys;
    }

    private static LoginRequest request(boolean transit, int current, int next, String text) {
        return request(transit, false, current, next, 0, 0, text);
    }

    private static LoginRequest request(
            boolean transit,
            boolean more,
            int current,
            int next,
            int versionMin,
            int tsih,
            String text) {
        ByteBuf data = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        return new LoginRequest(
                transit, more, current, next, versionMin, versionMin, 1, tsih, 1, 0, 1, 0, data);
    }

    private LoginStep send(boolean transit, int current, int next, Map<String, String> keys) {
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> text.append(key).append('=').append(value).append('\0'));
        return login.receive(request(transit, current, next, text.toString()));
    }

    private static Map<String, String> continued(boolean transit, LoginStep step) {
        assertThat(step).isInstanceOf(LoginStep.Continued.class);
        assertThat(((LoginStep.Continued) step).transit()).isEqualTo(transit);
        return ((LoginStep.Continued) step).keys();
    }

    private static LoginStep.Completed completed(LoginStep step) {
        assertThat(step).isInstanceOf(LoginStep.Completed.class);
        return (LoginStep.Completed) step;
    }

    private static void assertRefused(LoginStep step, int status) {
        assertThat(step).isInstanceOf(LoginStep.Refused.class);
        assertThat(((LoginStep.Refused) step).status().code()).isEqualTo(status);
    }

    @Test
    void oneRequestIsEnoughWithoutAuthentication() {
        LoginStep.Completed done = completed(send(true, 1, 3, names(OPEN, "InitialR2T", "No")));
        assertThat(done.keys())
                .containsEntry("TargetPortalGroupTag", "1")
                .containsEntry("TargetAlias", "the open one")
                .containsEntry("InitialR2T", "No")
                .containsEntry("MaxRecvDataSegmentLength", "262144");
        assertThat(done.result().initiatorName()).isEqualTo(INITIATOR);
        assertThat(done.result().destination().orElseThrow().target().name()).isEqualTo(OPEN);
        assertThat(done.result().parameters().initialR2t()).isFalse();
    }

    @Test
    void securityStageMayComeFirstAndChooseNone() {
        Map<String, String> keys =
                continued(true, send(true, 0, 1, names(OPEN, "AuthMethod", "CHAP,None")));
        assertThat(keys)
                .containsEntry("AuthMethod", "None")
                .containsEntry("TargetPortalGroupTag", "1");
        completed(send(true, 1, 3, Map.of("MaxBurstLength", "8192")));
    }

    @Test
    void loginMayGoFromSecurityStraightToFullFeaturePhase() {
        LoginStep.Completed done = completed(send(true, 0, 3, names(OPEN, "AuthMethod", "None")));
        assertThat(done.result().parameters().targetSegmentBytes()).isEqualTo(8192);
    }

    @Test
    void namesAreNormalized() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("InitiatorName", "IQN.2026-11.dev.RBDGATE.test:HOST");
        keys.put("TargetName", "iqn.2026-11.DEV.rbdgate:open");
        LoginResult result = completed(send(true, 1, 3, keys)).result();
        assertThat(result.initiatorName()).isEqualTo(INITIATOR);
    }

    @Test
    void chapProvesTheInitiator() {
        Map<String, String> method =
                continued(false, send(false, 0, 1, names(SECURED, "AuthMethod", "CHAP,None")));
        assertThat(method).containsEntry("AuthMethod", "CHAP");
        Map<String, String> challenge = continued(false, send(true, 0, 1, Map.of("CHAP_A", "5")));
        continued(true, send(true, 0, 1, proof(challenge, "0123456789ab")));
        completed(send(true, 1, 3, Map.of()));
    }

    private static Map<String, String> proof(Map<String, String> challenge, String secret) {
        return Map.of("CHAP_N", "host", "CHAP_R", ChapInitiator.response(challenge, secret));
    }

    @Test
    void wrongChapResponseIsAnAuthenticationFailure() {
        send(false, 0, 1, names(SECURED, "AuthMethod", "CHAP"));
        Map<String, String> challenge = continued(false, send(false, 0, 1, Map.of("CHAP_A", "5")));
        assertRefused(send(true, 0, 1, proof(challenge, "ba9876543210")), 0x0201);
    }

    /** A whole login with CHAP. */
    private LoginStep proveWith(String secret, InetSocketAddress from) {
        login = login(catalogue(Optional.empty()), from);
        send(false, 0, 1, names(SECURED, "AuthMethod", "CHAP"));
        LoginStep step = send(false, 0, 1, Map.of("CHAP_A", "7"));
        return step instanceof LoginStep.Continued(boolean _, Map<String, String> challenge)
                ? send(true, 0, 1, proof(challenge, secret))
                : step;
    }

    @Test
    void guessingLocksAnAddressOutOfTheCredentialsForAWhile() {
        InetSocketAddress other = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 40000);
        for (int i = 0; i < ChapGuard.MAX_FAILURES; i++) {
            assertRefused(proveWith("wrong secret " + i, REMOTE), 0x0201);
        }
        assertThat(reason(proveWith("0123456789ab", REMOTE))).contains("locked out for 60 s more");
        assertRefused(proveWith("0123456789ab", REMOTE), 0x0301);
        continued(true, proveWith("0123456789ab", other));
        login = login(catalogue(Optional.empty()));
        completed(send(true, 1, 3, names(OPEN)));
        nanos += ChapGuard.PERIOD.toNanos();
        continued(true, proveWith("0123456789ab", REMOTE));
    }

    @Test
    void theFailureThatLocksOutSaysSo() {
        for (int i = 1; i < ChapGuard.MAX_FAILURES; i++) {
            assertThat(reason(proveWith("wrong secret", REMOTE))).doesNotContain("locked");
        }
        assertThat(reason(proveWith("wrong secret", REMOTE))).contains("locked out for 60 s");
    }

    private static String reason(LoginStep step) {
        return step instanceof LoginStep.Refused(var _, String reason, var _) ? reason : "";
    }

    @Test
    void aProofOfAnEarlierLoginIsWorthNothing() {
        send(false, 0, 1, names(SECURED, "AuthMethod", "CHAP"));
        Map<String, String> challenge = continued(false, send(false, 0, 1, Map.of("CHAP_A", "7")));
        Map<String, String> recorded = proof(challenge, "0123456789ab");
        continued(true, send(true, 0, 1, recorded));

        login = login(catalogue(Optional.empty()));
        send(false, 0, 1, names(SECURED, "AuthMethod", "CHAP"));
        Map<String, String> another = continued(false, send(false, 0, 1, Map.of("CHAP_A", "7")));
        assertThat(another.get("CHAP_C")).isNotEqualTo(challenge.get("CHAP_C"));
        assertRefused(send(true, 0, 1, recorded), 0x0201);
    }

    @Test
    void securityStageCannotBeSkippedWhenAuthenticationIsNeeded() {
        assertRefused(send(true, 1, 3, names(SECURED)), 0x0201);
    }

    @Test
    void securityStageCannotBeLeftBeforeChapIsDone() {
        assertRefused(send(true, 0, 1, names(SECURED)), 0x0201);
    }

    @Test
    void stayingInTheSecurityStageDoesNotOpenTheNext() {
        continued(false, send(true, 0, 1, names(SECURED, "AuthMethod", "CHAP")));
        assertRefused(send(true, 1, 3, Map.of()), 0x0200);
    }

    @Test
    void authMethodNotInCommonIsAnAuthenticationFailure() {
        assertRefused(send(true, 0, 1, names(SECURED, "AuthMethod", "None")), 0x0201);
        login = login(catalogue(Optional.empty()));
        assertRefused(send(true, 0, 1, names(OPEN, "AuthMethod", "CHAP")), 0x0201);
        login = login(catalogue(Optional.empty()));
        assertRefused(send(true, 0, 1, names(OPEN, "AuthMethod", "KRB5,SRP")), 0x0201);
    }

    @Test
    void authMethodCannotBeNegotiatedTwice() {
        send(false, 0, 1, names(SECURED, "AuthMethod", "CHAP"));
        assertRefused(send(false, 0, 1, Map.of("AuthMethod", "CHAP")), 0x0200);
    }

    @Test
    void chapKeysBeforeChapWasAgreedOnAreRefused() {
        assertRefused(
                send(false, 0, 1, names(SECURED, "AuthMethod", "CHAP", "CHAP_A", "5")), 0x0200);
        login = login(catalogue(Optional.empty()));
        assertRefused(send(false, 0, 1, names(SECURED, "CHAP_A", "5")), 0x0200);
    }

    @Test
    void operationalKeysHaveNoPlaceInTheSecurityStage() {
        assertRefused(send(false, 0, 1, names(OPEN, "MaxBurstLength", "8192")), 0x0200);
    }

    @Test
    void unknownKeysAreNotUnderstoodInBothStages() {
        assertThat(continued(true, send(true, 0, 1, names(OPEN, "X-a", "1"))))
                .containsEntry("X-a", "NotUnderstood");
        assertThat(continued(false, send(false, 1, 3, Map.of("X-b", "1"))))
                .containsEntry("X-b", "NotUnderstood");
    }

    @Test
    void targetThatHasMovedForNowIsAnsweredWithItsAddress() {
        LoginStep.Refused refused = (LoginStep.Refused) send(true, 1, 3, names(MOVED));
        assertThat(refused.status().code()).isEqualTo(0x0101);
        assertThat(refused.keys()).containsEntry("TargetAddress", "10.0.0.2:3261");
    }

    @Test
    void whereATargetHasMovedIsToldToThoseOnlyWhoHaveProvenThemselves() {
        continued(false, send(false, 0, 1, names(MOVED_FOR_GOOD, "AuthMethod", "CHAP")));
        Map<String, String> challenge = continued(false, send(false, 0, 1, Map.of("CHAP_A", "5")));
        LoginStep.Refused refused =
                (LoginStep.Refused) send(true, 0, 1, proof(challenge, "0123456789ab"));
        assertThat(refused.status().code()).isEqualTo(0x0102);
        assertThat(refused.keys()).containsEntry("TargetAddress", "[fd00::2]:3260");
    }

    @Test
    void whereATargetHasMovedIsNotToldAfterAWrongResponse() {
        continued(false, send(false, 0, 1, names(MOVED_FOR_GOOD, "AuthMethod", "CHAP")));
        Map<String, String> challenge = continued(false, send(false, 0, 1, Map.of("CHAP_A", "5")));
        LoginStep.Refused refused =
                (LoginStep.Refused) send(true, 0, 1, proof(challenge, "ab0123456789"));
        assertThat(refused.status().code()).isEqualTo(0x0201);
        assertThat(refused.keys()).isEmpty();
    }

    @Test
    void aliasMayHave255BytesAndNoMore() {
        assertRefused(send(true, 1, 3, names(OPEN, "InitiatorAlias", "a".repeat(256))), 0x0200);
        login = login(catalogue(Optional.empty()));
        completed(send(true, 1, 3, names(OPEN, "InitiatorAlias", "a".repeat(255))));
    }

    @Test
    void missingNamesAreMissingParameters() {
        assertRefused(send(true, 1, 3, Map.of("TargetName", OPEN)), 0x0207);
        login = login(catalogue(Optional.empty()));
        assertRefused(send(true, 1, 3, Map.of("InitiatorName", INITIATOR)), 0x0207);
        login = login(catalogue(Optional.empty()));
        assertRefused(send(true, 1, 3, Map.of()), 0x0207);
    }

    @Test
    void namesThatAreNoneAreInitiatorErrors() {
        assertRefused(send(true, 1, 3, Map.of("InitiatorName", "me", "TargetName", OPEN)), 0x0200);
        login = login(catalogue(Optional.empty()));
        assertRefused(send(true, 1, 3, names("you")), 0x0200);
    }

    @Test
    void unknownTargetIsNotFound() {
        assertRefused(send(true, 1, 3, names(OPEN + "er")), 0x0203);
    }

    @Test
    void targetOfAnotherPortalIsNotFound() {
        assertRefused(send(true, 1, 3, names(ELSEWHERE)), 0x0203);
    }

    @Test
    void initiatorWithoutAGrantIsNotAuthorized() {
        assertRefused(send(true, 1, 3, names(CLOSED)), 0x0202);
    }

    @Test
    void otherSessionTypesAreNotSupported() {
        assertRefused(send(true, 1, 3, names(OPEN, "SessionType", "Management")), 0x0209);
    }

    @Test
    void discoverySessionNeedsNoTarget() {
        LoginResult result =
                completed(
                                send(
                                        true,
                                        1,
                                        3,
                                        Map.of(
                                                "InitiatorName", INITIATOR,
                                                "SessionType", "Discovery",
                                                "MaxBurstLength", "8192")))
                        .result();
        assertThat(result.destination()).isEmpty();
    }

    @Test
    void discoverySessionMayHaveToProveItself() {
        login = login(catalogue(Optional.of(CHAP)));
        assertRefused(
                send(true, 1, 3, Map.of("InitiatorName", INITIATOR, "SessionType", "Discovery")),
                0x0201);
    }

    @Test
    void laterVersionsAreNotSupported() {
        assertRefused(login.receive(request(true, false, 1, 3, 1, 0, "")), 0x0205);
    }

    @Test
    void connectionJoinsTheSessionOfItsNexusOnly() {
        assertRefused(join(99, names(OPEN)), 0x020a);
        login = login(catalogue(Optional.empty()));
        assertRefused(join(KNOWN_TSIH, names(ELSEWHERE)), 0x0203);
        login = login(catalogue(Optional.empty()));
        assertRefused(join(KNOWN_TSIH, names(MOVED)), 0x020a);
        login = login(catalogue(Optional.empty()));
        Map<String, String> other = names(OPEN);
        other.put("InitiatorName", "iqn.2026-11.dev.rbdgate.test:other");
        assertRefused(join(KNOWN_TSIH, other), 0x020a);
        login = login(catalogue(Optional.empty()));
        Map<String, String> discovery = names(OPEN, "SessionType", "Discovery");
        assertRefused(join(KNOWN_TSIH, discovery), 0x020a);
    }

    @Test
    void joiningConnectionNegotiatesItsOwnKeysAndTakesOverTheRest() {
        LoginStep.Completed done =
                completed(
                        join(
                                KNOWN_TSIH,
                                names(
                                        OPEN,
                                        "HeaderDigest",
                                        "CRC32C",
                                        "MaxRecvDataSegmentLength",
                                        "65536",
                                        "MaxBurstLength",
                                        "512",
                                        "MaxConnections",
                                        "1")));
        assertThat(done.result().tsih()).isEqualTo(KNOWN_TSIH);
        assertThat(done.keys())
                .containsEntry("HeaderDigest", "CRC32C")
                .containsEntry("MaxBurstLength", "Irrelevant")
                .containsEntry("MaxConnections", "Irrelevant");
        assertThat(done.result().parameters())
                .isEqualTo(
                        new SessionParameters(
                                true, false, false, true, 262144, 65536, 16384, 16384, 1, 2, 1, 2));
    }

    @Test
    void oneConnectionMoreThanWasAgreedOnIsOneTooMany() {
        login =
                new Login(
                        catalogue(Optional.empty()),
                        LOCAL,
                        REMOTE,
                        new SecureRandom(),
                        guard,
                        tsih ->
                                session(tsih)
                                        .map(one ->
                                                new JoinableSession(
                                                        one.nexus(),
                                                        one.parameters(),
                                                        Set.of(5, 6))));
        assertRefused(join(KNOWN_TSIH, names(OPEN)), 0x0206);
    }

    @Test
    void stagesThatDoNotExistAreInitiatorErrors() {
        for (int[] stages : new int[][] {{0, 0}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {3, 3}, {2, 3}}) {
            login = login(catalogue(Optional.empty()));
            assertRefused(send(true, stages[0], stages[1], names(OPEN)), 0x0200);
        }
        login = login(catalogue(Optional.empty()));
        assertRefused(send(false, 3, 0, names(OPEN)), 0x0200);
    }

    @Test
    void initiatorCannotSkipToAnotherStageByItself() {
        continued(false, send(false, 0, 0, names(OPEN)));
        assertRefused(send(true, 1, 3, Map.of()), 0x0200);
    }

    @Test
    void textMayGoOnInTheNextRequest() {
        String text = "InitiatorName=" + INITIATOR + "\0TargetName=" + OPEN + "\0InitialR2T=No\0";
        LoginStep first = login.receive(request(false, true, 1, 3, 0, 0, text.substring(0, 60)));
        assertThat(continued(false, first)).isEmpty();
        LoginStep.Completed done =
                completed(login.receive(request(true, 1, 3, text.substring(60))));
        assertThat(done.keys()).containsEntry("InitialR2T", "No");
    }

    @Test
    void transitAndContinueTogetherAreAnInitiatorError() {
        assertRefused(login.receive(request(true, true, 1, 3, 0, 0, "")), 0x0200);
    }

    @Test
    void endlessTextIsAnInitiatorError() {
        LoginStep step = null;
        for (int i = 0; i < 9; i++) {
            step = login.receive(request(false, true, 1, 3, 0, 0, "x".repeat(8192)));
        }
        assertThat(step).isInstanceOf(LoginStep.Refused.class);
    }

    @Test
    void malformedTextIsAnInitiatorError() {
        assertRefused(login.receive(request(true, 1, 3, "garbage")), 0x0200);
        login = login(catalogue(Optional.empty()));
        assertRefused(
                login.receive(request(true, 1, 3, "InitiatorName=a\0InitiatorName=b\0")), 0x0200);
        login = login(catalogue(Optional.empty()));
        assertRefused(send(true, 1, 3, names(OPEN, "MaxRecvDataSegmentLength", "5")), 0x0200);
    }

    @Test
    void namesMayBeRepeatedButNotChanged() {
        continued(true, send(true, 0, 1, names(OPEN)));
        completed(send(true, 1, 3, names(OPEN)));
        login = login(catalogue(Optional.empty()));
        continued(true, send(true, 0, 1, names(OPEN)));
        assertRefused(send(true, 1, 3, names(SECURED)), 0x0200);
    }

    @Test
    void sessionIdentifiersCannotChangeDuringTheLogin() {
        continued(false, send(false, 1, 3, names(OPEN)));
        LoginRequest other =
                new LoginRequest(true, false, 1, 3, 0, 0, 2, 0, 1, 0, 1, 0, Unpooled.EMPTY_BUFFER);
        assertRefused(login.receive(other), 0x0200);
    }
}
