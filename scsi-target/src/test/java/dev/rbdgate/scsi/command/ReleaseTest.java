package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.TaskRouter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReleaseTest {

    private final UnitFixture fixture = UnitFixture.create();
    private final TaskRouter other = UnitFixture.routerOf(OTHER_NEXUS, fixture.unit, false);

    private FakeTask runOnOther(String cdb) {
        FakeTask task = FakeTask.of(OTHER_NEXUS, cdb);
        other.execute(task);
        return task;
    }

    @ParameterizedTest
    @ValueSource(strings = {"17 00 00 00 00 00", "57 00 00 00 00 00 00 00 00 00"})
    void onlyTheHoldersReleaseFreesTheUnit(String cdb) {
        fixture.run("16 00 00 00 00 00").assertGood();

        runOnOther(cdb).assertGood();
        assertThat(runOnOther("00 00 00 00 00 00").status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);

        fixture.run(cdb).assertGood();
        runOnOther("00 00 00 00 00 00").assertGood();
    }
}
