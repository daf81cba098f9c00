package dev.rbdgate.scsi.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.copy.CopyManager;
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

    private static Nexus nexus(String initiator, long isid) {
        return new Nexus("iqn.2026-11.test:" + initiator, isid, "iqn.2026-11.test:target", 1);
    }

    private void passWhile() {
        nanos += LostWrites.WHILE.toNanos();
    }

    private LostWrites lost() {
        LostWrites lost = new LostWrites(() -> nanos, LostWrites.WHILE);
        lost.begin();
        return lost;
    }

    private static void refused(LostWrites lost, Nexus nexus) {
        assertThatThrownBy(() -> lost.admitDurable(nexus)).isInstanceOf(Refusal.class);
    }

    @Test
    void anInitiatorIsToldForAWhileAndEachFromItsOwnFirstTimeOn() {
        LostWrites lost = new LostWrites(() -> nanos, LostWrites.WHILE);
        Nexus a = nexus("a", 1);
        Nexus b = nexus("b", 1);
        lost.admitDurable(a);
        lost.begin();
        refused(lost, a);
        nanos += LostWrites.WHILE.toNanos() - 1;
        refused(lost, a);
        refused(lost, b);
        nanos++;
        lost.admitDurable(a);
        refused(lost, b);
        lost.begin();
        refused(lost, a);
    }

    @Test
    void withoutAWhileItIsToldOnce() {
        LostWrites lost = new LostWrites(() -> nanos, Duration.ZERO);
        lost.begin();
        refused(lost, nexus("a", 1));
        lost.admitDurable(nexus("a", 1));
    }

    @Test
    void anAnswerThatMayBeLostWithItsSessionDoesNotCount() {
        LostWrites lost = lost();
        Nexus nexus = nexus("a", 1);
        refused(lost, nexus);
        lost.nexusLost(nexus);
        passWhile();
        refused(lost, nexus);
        passWhile();
        lost.admitDurable(nexus);
    }

    @Test
    void whoHasBeenToldStaysToldWhenHisSessionEnds() {
        LostWrites lost = lost();
        Nexus nexus = nexus("a", 1);
        refused(lost, nexus);
        passWhile();
        lost.admitDurable(nexus);
        lost.nexusLost(nexus);
        lost.admitDurable(nexus);
        lost.admitDurable(nexus("a", 2));
    }

    @Test
    void onlyASessionThatWasRefusedShowsThatItsInitiatorWasTold() {
        LostWrites lost = lost();
        Nexus first = nexus("a", 1);
        Nexus second = nexus("a", 2);
        refused(lost, first);
        passWhile();
        refused(lost, second);
        passWhile();
        lost.admitDurable(second);
        lost.admitDurable(first);
    }

    @Test
    void asLongAsASessionThatWasRefusedLivesNothingBeginsAnew() {
        LostWrites lost = lost();
        refused(lost, nexus("a", 1));
        refused(lost, nexus("a", 2));
        lost.nexusLost(nexus("a", 1));
        lost.nexusLost(nexus("b", 1));
        passWhile();
        lost.admitDurable(nexus("a", 2));
    }

    @Test
    void theEndOfASessionReachesTheUnit() {
        LogicalUnit unit =
                new LogicalUnit(
                        UnitFixture.IDENTITY,
                        UnitOptions.DEFAULT,
                        new CopyManager(),
                        Runnable::run,
                        LostWrites.WHILE,
                        () -> nanos);
        unit.attach(
                new AfterPowerLoss(
                        new MemoryBlockDevice((long) UnitFixture.BLOCKS * UnitFixture.BLOCK_BYTES)),
                new MemoryLogicalUnitState());
        flushes(unit, ScsiStatus.CHECK_CONDITION);
        passWhile();
        flushes(unit, ScsiStatus.CHECK_CONDITION);
    }

    /** A session that does no more than that. */
    private static void flushes(LogicalUnit unit, ScsiStatus expected) {
        TaskRouter session = UnitFixture.routerOf(UnitFixture.NEXUS, unit, false);
        FakeTask task = FakeTask.of(UnitFixture.NEXUS, SYNCHRONIZE_CACHE);
        session.execute(task);
        assertThat(task.status()).isEqualTo(expected);
        session.nexusLost();
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
