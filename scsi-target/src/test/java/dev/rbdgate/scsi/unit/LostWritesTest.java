package dev.rbdgate.scsi.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LostWritesTest {

    private static final String SYNCHRONIZE_CACHE = "35 00 00 00 00 00 00 00 00 00";
    private static final String WRITE_FUA = "2a 08 00 00 00 00 00 00 01 00";
    private static final String WRITE = "2a 00 00 00 00 00 00 00 01 00";

    private long nanos;
    private final UnitFixture fixture = UnitFixture.decorated(AfterPowerLoss::new);

    /** A device whose unflushed writes were lost. */
    private static final class AfterPowerLoss extends ForwardingBlockDevice {
        AfterPowerLoss(BlockDevice device) {
            super(device);
        }

        @Override
        public boolean mayHaveLostWrites() {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SYNCHRONIZE_CACHE, WRITE_FUA})
    void promisesOfDurabilityFailWithAnErrorThatLinuxDoesNotRetry(String cdb) {
        FakeTask first = fixture.task(cdb).dataOut(new byte[UnitFixture.BLOCK_BYTES]);
        fixture.router.execute(first);
        assertThat(first.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(first.sense().deferred()).isFalse();
        assertThat(first.sense().key()).isEqualTo(SenseKey.HARDWARE_ERROR);
        assertThat(first.sense().asc()).isEqualTo(AdditionalSense.WRITE_ERROR);
    }

    @Test
    void anInitiatorIsToldForAWhileAndEachFromItsOwnFirstTimeOn() {
        LostWrites lost = new LostWrites(() -> nanos, LostWrites.WHILE);
        lost.admitDurable("a");
        lost.begin();
        assertThatThrownBy(() -> lost.admitDurable("a")).isInstanceOf(Refusal.class);
        nanos += LostWrites.WHILE.toNanos() - 1;
        assertThatThrownBy(() -> lost.admitDurable("a")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> lost.admitDurable("b")).isInstanceOf(Refusal.class);
        nanos++;
        lost.admitDurable("a");
        assertThatThrownBy(() -> lost.admitDurable("b")).isInstanceOf(Refusal.class);
        lost.begin();
        assertThatThrownBy(() -> lost.admitDurable("a")).isInstanceOf(Refusal.class);
    }

    @Test
    void withoutAWhileItIsToldOnce() {
        LostWrites lost = new LostWrites(() -> nanos, Duration.ZERO);
        lost.begin();
        assertThatThrownBy(() -> lost.admitDurable("a")).isInstanceOf(Refusal.class);
        lost.admitDurable("a");
    }

    @Test
    void aCachedWriteAndAReadPromiseNothingAndSucceed() {
        FakeTask write = fixture.task(WRITE).dataOut(new byte[UnitFixture.BLOCK_BYTES]);
        fixture.router.execute(write);
        assertThat(write.status()).isEqualTo(ScsiStatus.GOOD);
        assertThat(fixture.run("28 00 00 00 00 00 00 00 01 00").status())
                .isEqualTo(ScsiStatus.GOOD);
        assertThat(fixture.run(SYNCHRONIZE_CACHE).status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
    }

    @Test
    void everyInitiatorIsTold() {
        assertThat(fixture.run(SYNCHRONIZE_CACHE).status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        TaskRouter other = UnitFixture.routerOf(UnitFixture.OTHER_NEXUS, fixture.unit, false);
        FakeTask task = FakeTask.of(UnitFixture.OTHER_NEXUS, SYNCHRONIZE_CACHE);
        other.execute(task);
        assertThat(task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
    }

    @Test
    void aUnitThatLostNothingFlushes() {
        assertThat(UnitFixture.create().run(SYNCHRONIZE_CACHE).status()).isEqualTo(ScsiStatus.GOOD);
    }
}
