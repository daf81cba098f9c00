package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportTargetPortGroupsTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void aGroupHasOnePortAndIsActive() {
        assertThat(fixture.run("a3 0a 00 00 00 00 00 00 01 00 00 00").dataIn())
                .isEqualTo(bytes("0000000c 00 0f 0001 00 00 00 01 0000 0001"));
    }

    @Test
    void theExtendedHeaderTellsThatNoTransitionLasts() {
        assertThat(fixture.run("a3 2a 00 00 00 00 00 00 01 00 00 00").dataIn())
                .isEqualTo(bytes("00000010 10 00 0000 00 0f 0001 00 00 00 01 0000 0001"));
    }

    @Test
    void everyPortOfTheTargetIsReported() {
        LunInventory inventory =
                new LunInventory(
                        UnitFixture.inventory(fixture.unit, false).luns(),
                        new TreeSet<>(Set.of(1, 300)));
        FakeTask task = FakeTask.of(UnitFixture.NEXUS, "a3 0a 00 00 00 00 00 00 01 00 00 00");
        TaskRouter router = new TaskRouter(UnitFixture.NEXUS, inventory);
        router.execute(FakeTask.of(UnitFixture.NEXUS, "00 00 00 00 00 00"));
        router.execute(task);

        assertThat(task.dataIn())
                .isEqualTo(
                        bytes(
                                "00000018 00 0f 0001 00 00 00 01 0000 0001"
                                        + "00 0f 012c 00 00 00 01 0000 012c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4a", "6a", "ea"})
    void otherParameterDataFormatsAreRefused(String flags) {
        fixture.run("a3 " + flags + " 00 00 00 00 00 00 01 00 00 00").assertInvalidFieldInCdb(1, 7);
    }

    @Test
    void dataIsCutToTheAllocationLength() {
        assertThat(fixture.run("a3 0a 00 00 00 00 00 00 00 04 00 00").dataIn())
                .isEqualTo(bytes("0000000c"));
    }
}
