package dev.rbdgate.iscsi.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GuessLimitTest {

    private static final int MAX = 3;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private long nanos = Long.MAX_VALUE - PERIOD.toNanos() / 2;
    private final GuessLimit limit = new GuessLimit(MAX, PERIOD, () -> nanos);
    private final InetAddress address = address("192.0.2.1");

    @Test
    void theLastAllowedFailureLocksOutForAPeriodFromThen() {
        assertThat(limit.failed(address, "a")).isFalse();
        pass(Duration.ofSeconds(50));
        assertThat(limit.failed(address, "a")).isFalse();
        assertThat(limit.lockedOut(address, "a")).isEmpty();
        assertThat(limit.failed(address, "a")).isTrue();
        assertThat(limit.lockedOut(address, "a")).contains(PERIOD);
        pass(Duration.ofSeconds(59));
        assertThat(limit.lockedOut(address, "a")).contains(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(limit.lockedOut(address, "a")).isEmpty();
    }

    @Test
    void afterALockOutCountingBeginsAnew() {
        for (int i = 0; i < MAX; i++) {
            var _ = limit.failed(address, "a");
        }
        pass(PERIOD);
        assertThat(limit.failed(address, "a")).isFalse();
        assertThat(limit.lockedOut(address, "a")).isEmpty();
    }

    @Test
    void failuresOfAnEarlierPeriodDoNotCount() {
        for (int i = 0; i < 10 * MAX; i++) {
            assertThat(limit.failed(address, "a")).isFalse();
            pass(PERIOD);
        }
    }

    @Test
    void anotherAddressAndAnotherSecretAreNotLockedOut() {
        for (int i = 0; i < MAX; i++) {
            var _ = limit.failed(address, "a");
        }
        assertThat(limit.lockedOut(address, "b")).isEmpty();
        assertThat(limit.lockedOut(address("192.0.2.2"), "a")).isEmpty();
    }

    @Test
    void anIpv6NetworkCountsAsOne() {
        assertThat(limit.failed(address("2001:db8::1"), "a")).isFalse();
        assertThat(limit.failed(address("2001:db8::2"), "a")).isFalse();
        assertThat(limit.failed(address("2001:db8::ffff:3"), "a")).isTrue();
        assertThat(limit.lockedOut(address("2001:db8::4"), "a")).isPresent();
        assertThat(limit.lockedOut(address("2001:db8:0:1::4"), "a")).isEmpty();
    }

    @Test
    void whatIsCountedIsBounded() {
        for (int i = 0; i < MAX; i++) {
            var _ = limit.failed(address, "first");
        }
        for (int i = 0; i < GuessLimit.MAX_COUNTS; i++) {
            var _ = limit.failed(address, "other " + i);
        }
        assertThat(limit.lockedOut(address, "first")).isEmpty();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
