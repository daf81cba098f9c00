package dev.rbdgate.scsi.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LostWritesTest {

    private static final String SYNCHRONIZE_CACHE = "35 00 00 00 00 00 00 00 00 00";
    private static final String WRITE_FUA = "2a 08 00 00 00 00 00 00 01 00";
    private static final String WRITE = "2a 00 00 00 00 00 00 00 01 00";

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
    void theFirstPromiseOfDurabilityFailsOnceWithAnErrorThatLinuxDoesNotRetry(String cdb) {
        FakeTask first = fixture.task(cdb).dataOut(new byte[UnitFixture.BLOCK_BYTES]);
        fixture.router.execute(first);
        assertThat(first.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(first.sense().deferred()).isFalse();
        assertThat(first.sense().key()).isEqualTo(SenseKey.HARDWARE_ERROR);
        assertThat(first.sense().asc()).isEqualTo(AdditionalSense.WRITE_ERROR);

        FakeTask second = fixture.task(cdb).dataOut(new byte[UnitFixture.BLOCK_BYTES]);
        fixture.router.execute(second);
        assertThat(second.status()).isEqualTo(ScsiStatus.GOOD);
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
    void everyInitiatorIsToldAndAnotherSessionOfItIsNot() {
        assertThat(fixture.run(SYNCHRONIZE_CACHE).status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        TaskRouter other = UnitFixture.routerOf(UnitFixture.OTHER_NEXUS, fixture.unit, false);
        FakeTask task = FakeTask.of(UnitFixture.OTHER_NEXUS, SYNCHRONIZE_CACHE);
        other.execute(task);
        assertThat(task.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
        assertThat(fixture.run(SYNCHRONIZE_CACHE).status()).isEqualTo(ScsiStatus.GOOD);
    }

    @Test
    void aUnitThatLostNothingFlushes() {
        assertThat(UnitFixture.create().run(SYNCHRONIZE_CACHE).status()).isEqualTo(ScsiStatus.GOOD);
    }
}
