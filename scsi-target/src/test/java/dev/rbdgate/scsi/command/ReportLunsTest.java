package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.HexFormat;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportLunsTest {

    private final UnitFixture fixture = UnitFixture.create();

    private FakeTask runOnLuns(String cdb, int... luns) {
        TreeMap<Integer, LunInventory.Mapping> map = new TreeMap<>();
        for (int lun : luns) {
            map.put(lun, new LunInventory.Mapping(fixture.unit, false));
        }
        FakeTask task = FakeTask.of(UnitFixture.NEXUS, cdb);
        new TaskRouter(UnitFixture.NEXUS, new LunInventory(map)).execute(task);
        return task;
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "11"})
    void lunsAreListedInAscendingOrderByTheSmallestAddressing(String select) {
        byte[] expected =
                HexFormat.of()
                        .parseHex(
                                "00000020 00000000"
                                        .concat("0000000000000000")
                                        .concat("00ff000000000000")
                                        .concat("4100000000000000")
                                        .concat("7fff000000000000")
                                        .replace(" ", ""));

        FakeTask task =
                runOnLuns("a0 00 " + select + " 00 00 00 00 00 10 00 00 00", 16383, 255, 0, 256);

        assertThat(task.dataIn()).isEqualTo(expected);
    }

    @Test
    void theListIsCutToTheAllocationLengthAndItsLengthFieldIsNot() {
        FakeTask task = runOnLuns("a0 00 00 00 00 00 00 00 00 10 00 00", 0, 1, 2);

        assertThat(task.dataIn())
                .isEqualTo(HexFormat.of().parseHex("00000018000000000000000000000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "12"})
    void thereAreNoAdministrativeOrSubsidiaryUnits(String select) {
        assertThat(fixture.run("a0 00 " + select + " 00 00 00 00 00 10 00 00 00").dataIn())
                .isEqualTo(new byte[8]);
    }

    @Test
    void theWellKnownLogicalUnitIsListedOnItsOwnAndWithTheOthers() {
        assertThat(fixture.run("a0 00 01 00 00 00 00 00 10 00 00 00").dataIn())
                .isEqualTo(UnitFixture.bytes("00000008 00000000 c101000000000000"));
        assertThat(fixture.run("a0 00 02 00 00 00 00 00 10 00 00 00").dataIn())
                .isEqualTo(
                        UnitFixture.bytes("00000010 00000000 0000000000000000 c101000000000000"));
    }

    @Test
    void anUnknownSelectReportIsRefused() {
        fixture.run("a0 00 03 00 00 00 00 00 10 00 00 00").assertInvalidFieldInCdb(2, -1);
    }

    @Test
    void anAllocationLengthUnderSixteenIsRefused() {
        fixture.run("a0 00 00 00 00 00 00 00 00 0f 00 00").assertInvalidFieldInCdb(6, -1);
    }
}
