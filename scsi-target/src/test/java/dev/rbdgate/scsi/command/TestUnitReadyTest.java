package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;

final class TestUnitReadyTest {

    private static final String CDB = "00 00 00 00 00 00";

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void aUnitWithADeviceIsReady() {
        assertThat(fixture.run(CDB).assertGood().fullLength()).isZero();
    }

    @Test
    void aUnitIsNotReadyUntilADeviceIsAttachedAgain() {
        fixture.unit.detach();
        fixture.run(CDB).assertSense(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);

        fixture.unit.attach(fixture.memory, new MemoryLogicalUnitState());
        fixture.run(CDB).assertGood();
    }

    @Test
    void aUnitThatComesBackWithAnotherCapacitySaysSo() {
        fixture.unit.detach();
        fixture.memory.resize(2 << 20);
        fixture.unit.attach(fixture.memory, new MemoryLogicalUnitState());

        fixture.run(CDB).assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_CHANGED);
        fixture.run(CDB).assertGood();
    }
}
