package dev.rbdgate.scsi.unit;

import static dev.rbdgate.scsi.CopyFixture.NEXUS;
import static dev.rbdgate.scsi.CopyFixture.bothUnits;
import static dev.rbdgate.scsi.CopyFixture.list4;
import static dev.rbdgate.scsi.CopyFixture.read;
import static dev.rbdgate.scsi.CopyFixture.segment;
import static dev.rbdgate.scsi.CopyFixture.tokenWrite;
import static dev.rbdgate.scsi.CopyFixture.write;
import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.CopyFixture;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.TaskAttribute;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.copy.CopyObserver;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies beside what else happens to the units that they read and change. */
final class CopyTasksTest {

    private static final long SECOND_LUN = 1L << 48;
    private static final String STATUS = "84 05 00 00 00 4d 00 00 00 00 00 00 04 00 00 00";
    private static final int BYTES = 4 << 20;

    private final CopyFixture fixture =
            new CopyFixture(CopyObserver.NONE, BYTES, 512, memory -> memory);

    @BeforeEach
    void startACopyThatWaitsForTheSecondUnit() {
        write(fixture.first, 0, pattern(BYTES / 512, 3));
        fixture.hold();
        fixture.lid4(list4(77, true, bothUnits(), segment(0, 1, BYTES / 512, 0, 0))).assertGood();
    }

    /** COPY OPERATION STATUS. */
    private int status() {
        return fixture.run(0, STATUS).dataIn()[5];
    }

    private FakeTask manage(TaskManagement.Function function, long lun) {
        var ended = fixture.router.manage(new TaskManagement.Request(function, lun, null));
        fixture.drain();
        assertThat(ended).isCompleted();
        return FakeTask.of(NEXUS, "00 00 00 00 00 00").lun(lun);
    }

    @Test
    void anOrderedCommandWaitsForTheChunksUnderWayNotForTheCopy() {
        FakeTask ordered =
                FakeTask.of(NEXUS, "00 00 00 00 00 00")
                        .lun(SECOND_LUN)
                        .attribute(TaskAttribute.ORDERED);
        fixture.router.execute(ordered);
        assertThat(ordered.isCompleted()).isFalse();

        for (int chunk = 0; chunk < 4; chunk++) {
            fixture.storage.remove().run();
        }

        ordered.assertGood();
        assertThat(status()).isEqualTo(0x12);
        fixture.drain();
        assertThat(status()).isEqualTo(0x01);
    }

    @Test
    void aResetOfTheDestinationEndsIt() {
        FakeTask next = manage(TaskManagement.Function.LOGICAL_UNIT_RESET, SECOND_LUN);

        assertThat(fixture.manager.running()).isEmpty();
        assertThat(status()).isEqualTo(0x60);
        fixture.router.execute(next);
        next.assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.BUS_DEVICE_RESET);
    }

    @Test
    void abortingTheTaskSetOfTheDestinationEndsIt() {
        manage(TaskManagement.Function.ABORT_TASK_SET, SECOND_LUN);

        assertThat(status()).isEqualTo(0x60);
        assertThat(fixture.second.usedBytes()).isLessThan(BYTES);
    }

    @Test
    void anotherNexusThatClearsTheTaskSetEndsItAndItsNexusIsTold() {
        TaskRouter other = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.secondUnit);

        var ended =
                other.manage(
                        new TaskManagement.Request(
                                TaskManagement.Function.CLEAR_TASK_SET, 0, null));
        fixture.drain();

        assertThat(ended).isCompleted();
        assertThat(status()).isEqualTo(0x60);
        fixture.run(1, "00 00 00 00 00 00")
                .assertSense(
                        SenseKey.UNIT_ATTENTION,
                        AdditionalSense.COMMANDS_CLEARED_BY_ANOTHER_INITIATOR);
    }

    @Test
    void whoFencesTheDestinationMeanwhileStopsIt() {
        TaskRouter other = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.secondUnit);
        byte[] register =
                HexFormat.of().parseHex("0000000000000000" + "0000000000000001" + "00".repeat(8));
        byte[] reserve =
                HexFormat.of().parseHex("0000000000000001" + "0000000000000000" + "00".repeat(8));
        CopyFixture.run(other, OTHER_NEXUS, 0, "5f 00 00 00 00 00 00 00 18 00", register)
                .assertGood();
        CopyFixture.run(other, OTHER_NEXUS, 0, "5f 01 05 00 00 00 00 00 18 00", reserve)
                .assertGood();
        fixture.drain();

        assertThat(status()).isEqualTo(0x02);
        assertThat(fixture.second.usedBytes()).isLessThan(BYTES);
    }

    @Test
    void aWriteThatComesAfterAnAbortIsNotOvertakenByAChunk() {
        var ended =
                fixture.router.manage(
                        new TaskManagement.Request(
                                TaskManagement.Function.LOGICAL_UNIT_RESET, SECOND_LUN, null));
        fixture.run(1, "00 00 00 00 00 00")
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.BUS_DEVICE_RESET);
        FakeTask late = fixture.run(1, "2a 00 00 00 00 00 00 00 01 00", pattern(1, 99));

        // In the order in which the storage likes it: the write before the copy's chunks.
        while (!fixture.storage.isEmpty()) {
            fixture.storage.removeLast().run();
        }

        late.assertGood();
        assertThat(ended).isCompleted();
        assertThat(read(fixture.second, 0, 512)).isEqualTo(pattern(1, 99));
    }

    @Test
    void erasingAUnitEndsCopiesAndTokens() {
        fixture.drain();
        byte[] token = fixture.token(0, 0, 8);
        fixture.populateToken(0, 5, CopyFixture.tokenRequest(0, 0, 1)).assertGood();

        fixture.run(0, "48 82 00 00 00 00 00 00 00 00").assertGood();

        fixture.writeUsingToken(1, 2, tokenWrite(0, 0, token, 0, 8))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_REVOKED);
    }

    @Test
    void aCopyIntoAUnitThatIsBeingErasedFails() {
        fixture.drain();
        fixture.run(1, "48 82 00 00 00 00 00 00 00 00").assertGood();

        FakeTask copy = fixture.lid4(list4(78, false, bothUnits(), segment(0, 1, 16, 0, 0)));
        fixture.drain();

        copy.assertSense(SenseKey.COPY_ABORTED, AdditionalSense.THIRD_PARTY_DEVICE_FAILURE);
        assertThat(copy.status()).isEqualTo(ScsiStatus.CHECK_CONDITION);
    }
}
