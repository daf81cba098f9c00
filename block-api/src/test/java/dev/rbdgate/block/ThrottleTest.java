package dev.rbdgate.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rbdgate.block.Throttle.Direction;
import dev.rbdgate.block.Throttle.Ticket;
import dev.rbdgate.block.Throttle.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThrottleTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double TOLERANCE = 0.05;

    private final FakeTime time = new FakeTime();
    private final Throttle throttle = new Throttle(() -> time.now, time::schedule);
    private final Map<String, Integer> done = new HashMap<>();

    /** A clock and the timers on it, which a test moves on. */
    private static final class FakeTime {
        private record Due(long at, long number, Runnable action) {}

        private final PriorityQueue<Due> timers =
                new PriorityQueue<>(
                        Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
        private long now = 1_000_000;
        private long lateness;
        private long numbers;

        void schedule(long nanos, Runnable action) {
            timers.add(new Due(now + nanos + lateness, numbers++, action));
        }

        void runUntil(long end) {
            while (!timers.isEmpty() && timers.peek().at() <= end) {
                Due due = timers.remove();
                now = Math.max(now, due.at());
                due.action().run();
            }
            now = end;
        }

        void run(long nanos) {
            runUntil(now + nanos);
        }
    }

    private static RateLimits iops(long reads, long writes) {
        return new RateLimits(reads, writes, 0, 0, RateLimits.DEFAULT_BURST);
    }

    private static RateLimits bytes(long reads, long writes) {
        return new RateLimits(0, 0, reads, writes, RateLimits.DEFAULT_BURST);
    }

    /** Keeps so many calls under way for an origin, each of which begins the next. */
    private void keepBusy(String origin, int depth, Direction direction, long size) {
        for (int i = 0; i < depth; i++) {
            next(origin, direction, size);
        }
    }

    private void next(String origin, Direction direction, long size) {
        // Not at once, so that an open throttle does not recurse for ever.
        time.schedule(1_000, () -> enter(origin, direction, size));
    }

    private void enter(String origin, Direction direction, long size) {
        Ticket ticket =
                new Ticket(
                        direction,
                        size,
                        origin,
                        () -> {
                            done.merge(origin, 1, Integer::sum);
                            next(origin, direction, size);
                        });
        if (throttle.enter(ticket) == Verdict.PASS) {
            ticket.action.run();
        }
    }

    private int done(String origin) {
        return done.getOrDefault(origin, 0);
    }

    private Ticket ticket(Direction direction, long size, Runnable action) {
        return new Ticket(direction, size, "somebody", action);
    }

    @ParameterizedTest
    @CsvSource({"10", "333", "1000", "7777", "100000"})
    void operationsAreExactOverASecond(int rate) {
        throttle.change(iops(rate, 0));
        keepBusy("a", 32, Direction.READ, 4096);
        for (int second = 0; second < 3; second++) {
            done.clear();
            time.run(SECOND);
            assertThat((double) done("a")).isCloseTo(rate, within(rate * TOLERANCE + 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"1048576, 4096", "104857600, 4096", "104857600, 1048576", "3000001, 65536"})
    void bytesAreExactOverASecond(long rate, long size) {
        throttle.change(bytes(0, rate));
        keepBusy("a", 32, Direction.WRITE, size);
        time.run(SECOND);
        done.clear();
        time.run(4 * SECOND);
        assertThat((double) done("a") * size / 4)
                .isCloseTo((double) rate, within(rate * TOLERANCE + size));
    }

    @Test
    void theScarcerOfOperationsAndBytesDecides() {
        throttle.change(new RateLimits(1000, 0, 1 << 20, 0, RateLimits.DEFAULT_BURST));
        keepBusy("a", 32, Direction.READ, 512);
        time.run(SECOND);
        assertThat((double) done("a")).isCloseTo(1000, within(50.0));
        done.clear();
        keepBusy("b", 32, Direction.READ, 65536);
        time.run(4 * SECOND);
        assertThat(done("a") * 512.0 + done("b") * 65536.0)
                .isCloseTo(4 * (1 << 20), within(4 * (1 << 20) * TOLERANCE));
    }

    @Test
    void readsAndWritesDoNotHoldEachOtherUp() {
        throttle.change(iops(100, 0));
        keepBusy("reader", 8, Direction.READ, 512);
        keepBusy("writer", 1, Direction.WRITE, 512);
        time.run(SECOND);
        assertThat(done("reader")).isBetween(95, 105);
        assertThat(done("writer")).isGreaterThan(100_000);
    }

    @Test
    void aLateTimerLosesNothing() {
        throttle.change(iops(1000, 0));
        time.lateness = TimeUnit.MILLISECONDS.toNanos(15);
        keepBusy("a", 200, Direction.READ, 512);
        time.run(SECOND);
        done.clear();
        time.run(SECOND);
        assertThat((double) done("a")).isCloseTo(1000, within(50.0));
    }

    @Test
    void theBurstIsWhatWasNotUsed() {
        throttle.change(new RateLimits(100, 0, 0, 0, Duration.ofSeconds(2)));
        time.run(60 * SECOND);
        keepBusy("a", 500, Direction.READ, 512);
        time.run(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(done("a")).isBetween(200, 202);
        done.clear();
        time.run(SECOND);
        assertThat(done("a")).isBetween(95, 105);
    }

    @Test
    void oneThatIsLargerThanTheBurstPassesAndIsPaidForAfterwards() {
        throttle.change(bytes(1 << 20, 0));
        assertThat(throttle.enter(ticket(Direction.READ, 4 << 20, () -> {})))
                .isEqualTo(Verdict.PASS);
        List<Long> at = new ArrayList<>();
        long begin = time.now;
        assertThat(throttle.enter(ticket(Direction.READ, 1, () -> at.add(time.now - begin))))
                .isEqualTo(Verdict.WAITS);
        time.run(10 * SECOND);
        assertThat(at.getFirst()).isCloseTo(4 * SECOND, within(SECOND / 20));
    }

    @Test
    void originsShareEquallyHoweverManyCallsTheyHave() {
        throttle.change(iops(900, 0));
        keepBusy("greedy", 64, Direction.READ, 4096);
        keepBusy("modest", 2, Direction.READ, 4096);
        keepBusy("third", 8, Direction.READ, 4096);
        time.run(2 * SECOND);
        for (String origin : new String[] {"greedy", "modest", "third"}) {
            assertThat((double) done(origin)).as(origin).isCloseTo(600, within(40.0));
        }
    }

    @Test
    void originsShareBytesEquallyHoweverLargeTheirCalls() {
        throttle.change(bytes(0, 8 << 20));
        keepBusy("large", 8, Direction.WRITE, 1 << 20);
        keepBusy("small", 64, Direction.WRITE, 4096);
        time.run(10 * SECOND);
        double large = done("large") * (double) (1 << 20);
        double small = done("small") * 4096.0;
        assertThat(large / small).isCloseTo(1.0, within(0.1));
    }

    @Test
    void callsOfOneOriginGoOnInTheirOrder() {
        throttle.change(iops(100, 0));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            Ticket ticket = ticket(Direction.READ, 1, () -> order.add(number));
            if (throttle.enter(ticket) == Verdict.PASS) {
                ticket.action.run();
            }
        }
        time.run(SECOND);
        assertThat(order).hasSize(50).isSorted();
    }

    @Test
    void whatIsWithdrawnNeverGoesOnAndTakesNothing() {
        throttle.change(iops(10, 0));
        keepBusy("a", 1, Direction.READ, 1);
        time.run(10_000);
        List<String> ran = new ArrayList<>();
        Ticket first = ticket(Direction.READ, 1, () -> ran.add("first"));
        Ticket second = ticket(Direction.READ, 1, () -> ran.add("second"));
        assertThat(throttle.enter(first)).isEqualTo(Verdict.WAITS);
        assertThat(throttle.enter(second)).isEqualTo(Verdict.WAITS);
        assertThat(throttle.withdraw(first)).isTrue();
        assertThat(throttle.withdraw(first)).isFalse();
        time.run(SECOND);
        assertThat(ran).containsExactly("second");
        assertThat(throttle.withdraw(second)).isFalse();
    }

    @Test
    void oneThatWouldWaitTooLongIsTurnedAwayAndOthersAreNot() {
        throttle.change(iops(10, 0));
        int waits = 0;
        while (throttle.enter(ticket(Direction.READ, 1, () -> {})) != Verdict.FULL) {
            waits++;
        }
        assertThat(waits).isBetween(95, 105);
        assertThat(throttle.refused()).isOne();
        assertThat(throttle.enter(new Ticket(Direction.READ, 1, "other", () -> {})))
                .isEqualTo(Verdict.WAITS);
    }

    @Test
    void soManyWaitAndNoMore() {
        throttle.change(iops(100_000, 0));
        int entered = 0;
        while (throttle.enter(ticket(Direction.READ, 1, () -> {})) != Verdict.FULL) {
            entered++;
        }
        assertThat(throttle.waiting()).isEqualTo(Throttle.MAX_WAITING);
        assertThat(entered).isGreaterThanOrEqualTo(Throttle.MAX_WAITING);
    }

    @Test
    void otherLimitsHoldAtOnceForWhatWaits() {
        throttle.change(iops(10, 0));
        keepBusy("a", 32, Direction.READ, 512);
        time.run(SECOND);
        throttle.change(iops(1000, 0));
        done.clear();
        time.run(SECOND);
        assertThat((double) done("a")).isCloseTo(1000, within(50.0));
        throttle.change(iops(10, 0));
        done.clear();
        time.run(SECOND);
        assertThat(done("a")).isBetween(9, 12);
    }

    @Test
    void withoutLimitsAllThatWaitsGoesOn() {
        throttle.change(iops(10, 0));
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            var _ = throttle.enter(ticket(Direction.READ, 1, () -> ran.add(number)));
        }
        assertThat(throttle.isOpen()).isFalse();
        throttle.change(RateLimits.NONE);
        assertThat(throttle.isOpen()).isTrue();
        assertThat(throttle.waiting()).isZero();
        assertThat(ran).isNotEmpty();
        assertThat(throttle.delayed()).isEqualTo(ran.size());
    }

    @Test
    void delaysAreCounted() {
        throttle.change(iops(10, 0));
        for (int i = 0; i < 3; i++) {
            var _ = throttle.enter(ticket(Direction.READ, 1, () -> {}));
        }
        time.run(SECOND);
        assertThat(throttle.delayed()).isEqualTo(2);
        assertThat(throttle.delayNanos())
                .isCloseTo(
                        TimeUnit.MILLISECONDS.toNanos(80 + 180),
                        within(TimeUnit.MILLISECONDS.toNanos(2)));
    }

    @Test
    void ratesBelow0AndBurstsOfNothingAreRefused() {
        assertThatThrownBy(() -> iops(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimits(1, 0, 0, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
