package dev.rbdgate.iscsi.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerLogTest {

    private static final InetAddress NOISY = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress QUIET = InetAddress.ofLiteral("2001:db8::1");

    private long now = Duration.ofDays(-1).toNanos();
    private final PeerLog log = new PeerLog(() -> now);

    private long admitted(InetAddress address, int lines) {
        return IntStream.range(0, lines).filter(_ -> log.admits(address)).count();
    }

    @Test
    void linesAboutOneAddressAreLimitedAndOthersAreNotHidden() {
        assertThat(admitted(NOISY, 1000)).isEqualTo(PeerLog.MAX_LINES);
        assertThat(admitted(QUIET, 1)).isEqualTo(1);
    }

    @Test
    void limitIsForOnePeriod() {
        admitted(NOISY, 1000);
        now += PeerLog.PERIOD.toNanos() - 1;
        assertThat(admitted(NOISY, 1)).isZero();
        now += 1;
        assertThat(admitted(NOISY, 1000)).isEqualTo(PeerLog.MAX_LINES);
    }

    @Test
    void addressesThatWereQuietForLongestAreForgotten() {
        admitted(NOISY, 1000);
        for (int i = 0; i < PeerLog.MAX_ADDRESSES; i++) {
            admitted(InetAddress.ofLiteral("10.0.%d.%d".formatted(i / 256, i % 256)), 1);
        }
        assertThat(admitted(NOISY, 1)).isEqualTo(1);
    }
}
