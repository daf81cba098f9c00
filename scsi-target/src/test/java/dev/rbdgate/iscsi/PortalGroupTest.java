package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.iscsi.catalogue.Portal;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.pdu.TextResponse;
import dev.rbdgate.scsi.unit.LunInventory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Targets that have portals of their own, in several groups. */
class PortalGroupTest {

    private static final InetAddress SECOND = InetAddress.ofLiteral("127.0.0.2");

    private final TargetFixture fixture = new TargetFixture();
    private final Portal first =
            new Portal("127.0.0.1", fixture.address.getPort(), 1, Optional.empty());
    private final Portal second = new Portal("127.0.0.2", freePort(SECOND), 2, Optional.empty());

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static int freePort(InetAddress address) {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void serve(Portal... portals) {
        fixture.target
                .serve(
                        TargetFixture.catalogue(
                                new TargetDefinition(
                                        TargetFixture.TARGET,
                                        "",
                                        List.of(portals),
                                        new LunInventory(new TreeMap<>()),
                                        List.of(TargetFixture.grantToAll()))))
                .join();
    }

    private void awaitListening(Portal portal) {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.ofLiteral(portal.address()), portal.port());
        await().until(() -> {
            try {
                ScriptedInitiator.connect(address).close();
                return true;
            } catch (UncheckedIOException refused) {
                return false;
            }
        });
    }

    @Test
    void portalsOfATargetAreListenedOnAndToldWithTheirGroups() {
        serve(first, second);
        awaitListening(second);
        ScriptedInitiator discovery = fixture.connect();
        discovery.discover();
        discovery.send(discovery.text(Map.of("SendTargets", "All")));
        assertThat(discovery.receive(TextResponse.class).data().toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "TargetName=%s\0TargetAddress=127.0.0.1:%d,1\0TargetAddress=127.0.0.2:%d,2\0"
                                .formatted(TargetFixture.TARGET, first.port(), second.port()));
    }

    @Test
    void samePortOfTheInitiatorHasASessionInEachGroup() {
        serve(first, second);
        awaitListening(second);
        ScriptedInitiator one = fixture.connect();
        LoginResponse oneAnswer = one.logIn(TargetFixture.TARGET, Map.of());
        assertThat(ScriptedInitiator.keys(oneAnswer.data()))
                .containsEntry("TargetPortalGroupTag", "1");
        try (ScriptedInitiator other = ScriptedInitiator.connect(SECOND, second.port())) {
            LoginResponse otherAnswer = other.logIn(TargetFixture.TARGET, Map.of());
            assertThat(ScriptedInitiator.keys(otherAnswer.data()))
                    .containsEntry("TargetPortalGroupTag", "2");
            assertThat(fixture.target.sessions())
                    .extracting(session -> session.nexus().orElseThrow().portalGroupTag())
                    .containsExactly(1, 2);
        }
    }

    @Test
    void targetIsNotFoundThroughAPortalThatItHasNot() {
        serve(second);
        awaitListening(second);
        assertThat(fixture.connect().logIn(TargetFixture.TARGET, Map.of()).status())
                .isEqualTo(0x0203);
    }

    @Test
    void portalThatIsTakenAwayIsClosedAndItsSessionsAreAskedToLogOut() {
        serve(first, second);
        awaitListening(second);
        try (ScriptedInitiator other = ScriptedInitiator.connect(SECOND, second.port())) {
            other.logIn(TargetFixture.TARGET, Map.of());
            serve(first);
            assertThat(fixture.target.portalAddresses()).isEmpty();
            other.awaitClose();
        }
        await().until(() -> fixture.target.sessions().isEmpty());
    }

    @Test
    void portalThatCannotBeHadNowIsTriedAgainAndTheRestIsServed() throws IOException {
        try (ServerSocket _ = new ServerSocket(second.port(), 1, SECOND)) {
            serve(first, second);
            assertThat(fixture.connect().logIn(TargetFixture.TARGET, Map.of()).status()).isZero();
            await().until(() -> fixture.target.portalAddresses().isEmpty());
        }
        awaitListening(second);
        assertThat(fixture.target.portalAddresses()).hasSize(1);
    }
}
