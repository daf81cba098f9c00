package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.NexusTransport;
import dev.rbdgate.scsi.unit.TaskRouter;
import org.junit.jupiter.api.Test;

final class ReportSupportedTaskManagementFunctionsTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void tellsTheFunctionsInShortAndExtendedForm() {
        assertThat(fixture.run("a3 0d 00 00 00 00 00 00 10 00 00 00").dataIn())
                .asHexString()
                .isEqualTo("DA000000");
        assertThat(fixture.run("a3 0d 80 00 00 00 00 00 10 00 00 00").dataIn())
                .asHexString()
                .isEqualTo("DA00000C" + "00".repeat(12));
    }

    @Test
    void tellsTheQueriesWhereTheTransportCarriesThem() {
        NexusTransport modern =
                new NexusTransport() {
                    @Override
                    public boolean carriesQueries() {
                        return true;
                    }

                    @Override
                    public void asynchronousEvent(long lun, Sense sense) {
                        throw new AssertionError("nothing happened");
                    }
                };
        TaskRouter router =
                new TaskRouter(
                        UnitFixture.NEXUS, UnitFixture.inventory(fixture.unit, false), modern);
        router.execute(FakeTask.of(UnitFixture.NEXUS, "00 00 00 00 00 00"));
        FakeTask task = FakeTask.of(UnitFixture.NEXUS, "a3 0d 00 00 00 00 00 00 10 00 00 00");

        router.execute(task);

        assertThat(task.dataIn()).asHexString().isEqualTo("DE070000");
    }

    @Test
    void anAllocationLengthUnderFourIsRefused() {
        fixture.run("a3 0d 00 00 00 00 00 00 00 03 00 00").assertInvalidFieldInCdb(6, -1);
    }
}
