package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.TextResponse;
import dev.rbdgate.iscsi.session.TargetObserver;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listening: addresses, families, transports. */
class PortalTest {

    private static final InetAddress ANY4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY6 = InetAddress.ofLiteral("::");
    private static final InetAddress LOOPBACK4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress LOOPBACK6 = InetAddress.ofLiteral("::1");

    private final List<IscsiTarget> targets = new ArrayList<>();

    @AfterEach
    void stop() {
        targets.forEach(IscsiTarget::close);
    }

    private IscsiTarget target(Transport transport, InetSocketAddress... listen) {
        IscsiTarget target =
                new IscsiTarget(
                        new IscsiTargetSettings(List.of(listen), List.of()),
                        TargetObserver.NONE,
                        TargetFixture.PATIENT,
                        (_, _, nexusTransport) -> new ScriptedRouter(nexusTransport),
                        transport,
                        new ConnectionLimits(10, 10));
        target.serve(
                        TargetFixture.catalogue(
                                TargetFixture.definition(
                                        TargetFixture.TARGET, TargetFixture.grantToAll())))
                .join();
        targets.add(target);
        return target;
    }

    private static String discover(InetAddress address, int port) {
        try (ScriptedInitiator initiator = ScriptedInitiator.connect(address, port)) {
            initiator.discover();
            initiator.send(initiator.text(Map.of("SendTargets", "All")));
            String answer =
                    initiator.receive(TextResponse.class).data().toString(StandardCharsets.UTF_8);
            return answer.substring(answer.indexOf("TargetAddress="));
        }
    }

    private static void assertServesBothFamilies(List<InetSocketAddress> bound) {
        assertThat(bound).hasSize(2);
        int port = bound.getFirst().getPort();
        assertThat(bound)
                .containsExactly(
                        new InetSocketAddress(ANY4, port), new InetSocketAddress(ANY6, port));
        assertThat(discover(LOOPBACK4, port)).isEqualTo("TargetAddress=127.0.0.1:" + port + ",1\0");
        assertThat(discover(LOOPBACK6, port)).isEqualTo("TargetAddress=[::1]:" + port + ",1\0");
    }

    @Test
    void bothWildcardsOnOnePortServeBothFamilies() {
        assertServesBothFamilies(
                target(
                                Transport.open(),
                                new InetSocketAddress(ANY4, 0),
                                new InetSocketAddress(ANY6, 0))
                        .start());
    }

    @Test
    void selectorsServeBothFamiliesWhereThereIsNoEpoll() {
        assertServesBothFamilies(
                target(
                                Transport.nio(),
                                new InetSocketAddress(ANY4, 0),
                                new InetSocketAddress(ANY6, 0))
                        .start());
    }

    @Test
    void dataGoesThroughSelectorsAsWell() {
        InetSocketAddress address =
                target(Transport.nio(), new InetSocketAddress(LOOPBACK4, 0)).start().getFirst();
        try (ScriptedInitiator initiator = ScriptedInitiator.connect(address)) {
            initiator.logIn(
                    TargetFixture.TARGET,
                    Map.of("FirstBurstLength", "262144", "MaxRecvDataSegmentLength", "65536"));
            byte[] content = FullFeatureTest.random(256 << 10, 4);
            initiator.send(initiator.write(0, 512, true, Unpooled.wrappedBuffer(content)));
            assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
            var read = initiator.read(0, 512);
            initiator.send(read);
            assertThat(FullFeatureTest.bytes(initiator.receiveData(read.initiatorTaskTag())))
                    .isEqualTo(content);
        }
    }

    @Test
    void severalAddressesAreServedAtOnce() {
        List<InetSocketAddress> bound =
                target(
                                Transport.open(),
                                new InetSocketAddress(LOOPBACK4, 0),
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0),
                                new InetSocketAddress(LOOPBACK6, 0))
                        .start();
        assertThat(bound).hasSize(3);
        for (InetSocketAddress address : bound) {
            assertThat(discover(address.getAddress(), address.getPort()))
                    .contains(":" + address.getPort() + ",1");
        }
    }

    @Test
    void portInUseIsNamedAndNothingStaysBound() throws IOException {
        int freePort = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK4)) {
            IscsiTarget target =
                    target(
                            Transport.open(),
                            new InetSocketAddress(LOOPBACK4, freePort),
                            new InetSocketAddress(LOOPBACK4, taken.getLocalPort()));
            assertThatThrownBy(target::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .cause()
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
        try (ServerSocket again = new ServerSocket(freePort, 1, LOOPBACK4)) {
            assertThat(again.isBound()).isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK4)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void wildcardsInUseAreAFailedStartAndNotAWarning() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1)) {
            IscsiTarget target =
                    target(
                            Transport.open(),
                            new InetSocketAddress(ANY4, taken.getLocalPort()),
                            new InetSocketAddress(ANY6, taken.getLocalPort()));
            assertThatThrownBy(target::start).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void portIsFreeAgainAfterTheEnd() {
        InetSocketAddress first =
                target(Transport.open(), new InetSocketAddress(LOOPBACK4, 0)).start().getFirst();
        targets.removeFirst().close();
        assertThat(target(Transport.open(), first).start()).containsExactly(first);
    }
}
