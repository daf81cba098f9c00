package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReserveTest {

    private final UnitFixture fixture = UnitFixture.create();
    private final TaskRouter other = UnitFixture.routerOf(OTHER_NEXUS, fixture.unit, false);

    private FakeTask runOnOther(String cdb) {
        FakeTask task = FakeTask.of(OTHER_NEXUS, cdb).dataOut(pattern(1, 1));
        other.execute(task);
        return task;
    }

    static Stream<CommandEntry> entries() {
        return CommandTable.ENTRIES.stream();
    }

    @ParameterizedTest
    @ValueSource(strings = {"16 00 00 00 00 00", "56 00 00 00 00 00 00 00 00 00"})
    void theHolderHasTheUnitForItself(String cdb) {
        fixture.run(cdb).assertGood();

        assertThat(runOnOther("00 00 00 00 00 00").status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        assertThat(runOnOther(cdb).status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        assertThat(runOnOther("ff 00 00 00 00 00").status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        fixture.run(cdb).assertGood();
        fixture.run("2a 00 00 00 00 00 00 00 01 00", pattern(1, 1)).assertGood();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void noOtherNexusChangesDataOrParameters(CommandEntry entry) {
        fixture.run("16 00 00 00 00 00").assertGood();
        byte[] cdb = new byte[entry.usage().length()];
        cdb[0] = (byte) entry.operationCode();
        cdb[1] = (byte) Math.max(0, entry.serviceAction());

        FakeTask task = runOnOther(java.util.HexFormat.of().formatHex(cdb));

        boolean conflict = task.status() == ScsiStatus.RESERVATION_CONFLICT;
        boolean harmless =
                entry.access() == Access.ALWAYS
                        || entry.name().startsWith("RELEASE")
                        || entry.name().startsWith("READ CAPACITY")
                        || entry.name().startsWith("PREVENT")
                        || entry.name().startsWith("LOG SENSE")
                        || entry.name().equals("REPORT IDENTIFYING INFORMATION")
                        || entry.name().equals("REPORT TARGET PORT GROUPS")
                        || entry.name().equals("REPORT TIMESTAMP");
        assertThat(conflict).isEqualTo(!harmless);
    }

    @Test
    void aResetEndsTheReservation() {
        fixture.run("16 00 00 00 00 00").assertGood();

        var _ =
                other.manage(
                        new TaskManagement.Request(
                                TaskManagement.Function.LOGICAL_UNIT_RESET, 0, null));

        runOnOther("00 00 00 00 00 00"); // takes the unit attention
        runOnOther("00 00 00 00 00 00").assertGood();
    }

    @Test
    void theLossOfTheHoldersNexusEndsTheReservation() {
        fixture.run("16 00 00 00 00 00").assertGood();

        fixture.router.nexusLost();

        runOnOther("00 00 00 00 00 00").assertGood();
    }

    @Test
    void thirdPartyReservationsAreRefused() {
        fixture.run("16 10 00 00 00 00").assertInvalidFieldInCdb(1, 4);
    }
}
