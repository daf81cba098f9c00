package dev.rbdgate.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitedBlockDeviceTest {

    private static final RateLimits TEN = new RateLimits(10, 10, 0, 0, RateLimits.DEFAULT_BURST);

    private final List<Runnable> timers = new ArrayList<>();
    private long now;
    private final Throttle throttle = new Throttle(() -> now, (_, action) -> timers.add(action));
    private final List<DeviceCall> calls = new ArrayList<>();
    private final BlockDevice device =
            new LimitedBlockDevice(
                    new FaultyBlockDevice(
                            new MemoryBlockDevice(1 << 20),
                            (call, _, _) -> {
                                calls.add(call);
                                return null;
                            }),
                    throttle);
    private final List<Outcome> outcomes = new ArrayList<>();

    /** What a command of an initiator would be. */
    private final class Wanted implements DeferrableCompletion {
        private boolean wanted = true;
        private Runnable withdraw = () -> {};

        @Override
        public void complete(Outcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public Object origin() {
            return "host";
        }

        @Override
        public boolean isWanted() {
            return wanted;
        }

        @Override
        public void deferred(Runnable takeBack) {
            withdraw = takeBack;
        }

        @Override
        public void resumed() {
            withdraw = () -> {};
        }
    }

    private static List<ByteBuffer> buffer() {
        return List.of(ByteBuffer.allocateDirect(512));
    }

    private void ring() {
        now += 1_000_000_000L;
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void withoutLimitsCallsPassStraightThrough() {
        for (int i = 0; i < 100; i++) {
            device.read(0, buffer(), outcomes::add);
        }
        assertThat(outcomes).hasSize(100).containsOnly(Outcome.DONE);
        assertThat(timers).isEmpty();
    }

    @Test
    void callsBeyondTheLimitWaitAndThenGoOn() {
        throttle.change(TEN);
        device.read(0, buffer(), outcomes::add);
        device.read(0, buffer(), outcomes::add);
        assertThat(calls).containsExactly(DeviceCall.READ);
        ring();
        assertThat(outcomes).containsExactly(Outcome.DONE, Outcome.DONE);
    }

    @Test
    void everyChangeCountsAsAWrite() {
        throttle.change(TEN);
        device.write(0, buffer(), Durability.CACHED, outcomes::add);
        device.unmap(0, 512, Durability.CACHED, outcomes::add);
        device.writeSame(0, 512, ByteBuffer.allocateDirect(512), Durability.CACHED, outcomes::add);
        device.compareAndWrite(0, buffer(), buffer(), Durability.CACHED, outcomes::add);
        device.orWrite(0, buffer(), Durability.CACHED, outcomes::add);
        device.atomicWrite(0, buffer(), Durability.CACHED, outcomes::add);
        assertThat(calls).containsExactly(DeviceCall.WRITE);
        assertThat(throttle.waiting()).isEqualTo(5);
    }

    @Test
    void aFlushPassesWhatWaits() {
        throttle.change(TEN);
        device.write(0, buffer(), Durability.CACHED, outcomes::add);
        device.write(0, buffer(), Durability.CACHED, outcomes::add);
        device.flush(outcomes::add);
        assertThat(calls).containsExactly(DeviceCall.WRITE, DeviceCall.FLUSH);
    }

    @Test
    void unmapAndWriteSameTakeNoBytes() {
        throttle.change(new RateLimits(0, 0, 0, 512, RateLimits.DEFAULT_BURST));
        device.unmap(0, 1 << 20, Durability.CACHED, outcomes::add);
        device.unmap(0, 1 << 20, Durability.CACHED, outcomes::add);
        assertThat(outcomes).hasSize(2);
    }

    @Test
    void aWithdrawnCallCompletesAtOnceAndIsNeverCarriedOut() {
        throttle.change(TEN);
        device.read(0, buffer(), outcomes::add);
        Wanted waiting = new Wanted();
        device.read(0, buffer(), waiting);
        waiting.wanted = false;
        waiting.withdraw.run();
        assertThat(outcomes).hasSize(2);
        waiting.withdraw.run();
        ring();
        assertThat(outcomes).hasSize(2);
        assertThat(calls).containsExactly(DeviceCall.READ);
    }

    @Test
    void aCallThatNobodyWantsAnyMoreWhenItsTurnComesIsNotCarriedOut() {
        throttle.change(TEN);
        device.read(0, buffer(), outcomes::add);
        Wanted waiting = new Wanted();
        device.read(0, buffer(), waiting);
        waiting.wanted = false;
        ring();
        assertThat(calls).containsExactly(DeviceCall.READ);
        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void whatThereIsNoPlaceForIsBusy() {
        throttle.change(TEN);
        for (int i = 0; i < 200; i++) {
            device.read(0, buffer(), outcomes::add);
        }
        assertThat(outcomes.getLast())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        it -> assertThat(it.error()).isEqualTo(BlockError.BUSY));
    }

    @Test
    void closingHasWhatWaitsGoOnFirst() {
        throttle.change(TEN);
        device.write(0, buffer(), Durability.CACHED, outcomes::add);
        device.write(0, buffer(), Durability.CACHED, outcomes::add);
        device.close().join();
        assertThat(outcomes).containsExactly(Outcome.DONE, Outcome.DONE);
    }
}
