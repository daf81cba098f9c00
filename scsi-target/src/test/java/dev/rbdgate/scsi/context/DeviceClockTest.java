package dev.rbdgate.scsi.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DeviceClockTest {

    private final AtomicLong host = new AtomicLong(1_000_000);
    private final DeviceClock clock = new DeviceClock(() -> Instant.ofEpochMilli(host.get()));

    @Test
    void itIsTheHostsUntilItIsSetAndGoesOnWithIt() {
        assertThat(clock.milliseconds()).isEqualTo(1_000_000);
        assertThat(clock.origin()).isEqualTo(DeviceClock.Origin.OUTSIDE);

        clock.set(5_000);
        host.addAndGet(250);

        assertThat(clock.milliseconds()).isEqualTo(5_250);
        assertThat(clock.origin()).isEqualTo(DeviceClock.Origin.SET_TIMESTAMP);
    }

    @Test
    void itHasFortyEightBits() {
        clock.set(0xffff_ffff_ffffL);
        host.incrementAndGet();

        assertThat(clock.milliseconds()).isZero();
    }
}
