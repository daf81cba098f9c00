package dev.rbdgate.scsi.unit;

import static dev.rbdgate.scsi.UnitFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.provisioning.SpaceLevel;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What initiators are told of the space that is left (SBC-4 4.7.3). */
final class SpaceThresholdTest {

    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";
    private static final String PROVISIONING_VPD = "12 01 b2 00 08 00";
    private static final String PROVISIONING_MODE_PAGE = "1a 08 1c 02 ff 00";
    private static final String PROVISIONING_LOG_PAGE = "4d 00 4c 00 00 00 00 00 ff 00";
    private static final long GIBIBYTE = 1L << 30;

    private final UnitFixture fixture = UnitFixture.create();

    private static SpaceLevel left(long gibibytes, boolean low) {
        return new SpaceLevel(gibibytes * GIBIBYTE, 90 * GIBIBYTE, 10 * GIBIBYTE, low);
    }

    @Test
    void withoutAThresholdNoPageHasOne() {
        fixture.unit.spaceIs(SpaceLevel.NONE);
        assertThat(fixture.run(PROVISIONING_VPD).dataIn()[4]).isZero();
        assertThat(modePage(fixture)).isEqualTo(bytes("5c02000c" + "00".repeat(12)));
        assertThat(fixture.run(PROVISIONING_LOG_PAGE).dataIn()).isEqualTo(bytes("8c 00 0000"));
    }

    @Test
    void aThresholdIsInAllThreePagesInUnitsOfAMebibyte() {
        fixture.unit.spaceIs(left(12, false));
        assertThat(fixture.run(PROVISIONING_VPD).dataIn()).isEqualTo(bytes("00b20004 0be60200"));
        // Enabled, soft, when decreasing; of the available resources; 10 GiB.
        assertThat(modePage(fixture))
                .isEqualTo(bytes("5c020014" + "00".repeat(12) + "82 01 0000 00002800"));
        // 12 GiB available and 90 GiB used, not for this unit alone.
        assertThat(fixture.run(PROVISIONING_LOG_PAGE).dataIn())
                .isEqualTo(
                        bytes(
                                "8c 00 0018"
                                        + "0001 23 08 00003000 02 000000"
                                        + "0002 23 08 00016800 02 000000"));
    }

    private static byte[] modePage(UnitFixture fixture) {
        byte[] all = fixture.run(PROVISIONING_MODE_PAGE).dataIn();
        return Arrays.copyOfRange(all, 4, all.length);
    }

    @Test
    void theUnitOfCountsIsTheSameWithLongerBlocks() {
        UnitFixture long4096 = UnitFixture.create(new UnitOptions(4096, true));
        long4096.unit.spaceIs(left(12, false));
        assertThat(long4096.run(PROVISIONING_VPD).dataIn()[4]).isEqualTo((byte) 8);
    }

    @Test
    void theThresholdCannotBeChangedByAnInitiator() {
        fixture.unit.spaceIs(left(12, false));
        byte[] changeable = fixture.run("1a 08 5c 02 ff 00").dataIn();
        assertThat(Arrays.copyOfRange(changeable, 8, changeable.length)).containsOnly(0);
        byte[] list = new byte[4 + 24];
        System.arraycopy(modePage(fixture), 0, list, 4, 24);
        fixture.run("15 10 00 00 1c 00", list).assertGood();
        list[4 + 23] = 1;
        fixture.run("15 10 00 00 1c 00", list)
                .assertSense(
                        SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void crossingItIsToldToEachInitiatorOnceWithTheDescriptorsPlace() {
        fixture.otherRouter();
        fixture.unit.spaceIs(left(12, false));
        fixture.unit.spaceIs(left(10, true));
        fixture.unit.spaceIs(left(9, true));
        for (FakeTask told :
                new FakeTask[] {
                    fixture.run(TEST_UNIT_READY), fixture.runOnOther(TEST_UNIT_READY)
                }) {
            told.assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.SOFT_THRESHOLD_REACHED);
            assertThat(told.sense().information()).isEqualTo(OptionalLong.of(16));
        }
        fixture.run(TEST_UNIT_READY).assertGood();
        fixture.runOnOther(TEST_UNIT_READY).assertGood();
    }

    @Test
    void crossingItAgainIsToldAgain() {
        fixture.unit.spaceIs(left(10, true));
        fixture.run(TEST_UNIT_READY)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.SOFT_THRESHOLD_REACHED);
        fixture.unit.spaceIs(left(12, false));
        fixture.run(TEST_UNIT_READY).assertGood();
        fixture.unit.spaceIs(left(10, true));
        fixture.run(TEST_UNIT_READY)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.SOFT_THRESHOLD_REACHED);
    }

    @Test
    void aFullyProvisionedUnitHasNoThreshold() {
        UnitFixture full = UnitFixture.fullyProvisioned();
        full.unit.spaceIs(left(12, false));
        full.unit.spaceIs(left(10, true));
        full.run(TEST_UNIT_READY).assertGood();
        assertThat(full.run(PROVISIONING_VPD).dataIn()).isEqualTo(bytes("00b20004 00000000"));
        assertThat(full.run(PROVISIONING_LOG_PAGE).dataIn()).isEqualTo(bytes("8c 00 0000"));
    }
}
