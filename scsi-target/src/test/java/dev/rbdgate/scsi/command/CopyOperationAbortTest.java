package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.CopyFixture.bothUnits;
import static dev.rbdgate.scsi.CopyFixture.list4;
import static dev.rbdgate.scsi.CopyFixture.segment;
import static dev.rbdgate.scsi.CopyFixture.write;
import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.CopyFixture;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.copy.CopyObserver;
import dev.rbdgate.scsi.unit.TaskRouter;
import org.junit.jupiter.api.Test;

final class CopyOperationAbortTest {

    private static final String ABORT_77 = "83 1c 00 00 00 4d 00 00 00 00 00 00 00 00 00 00";

    private final CopyFixture fixture =
            new CopyFixture(CopyObserver.NONE, 8 << 20, 512, memory -> memory);

    @Test
    void aRunningCopyEndsAfterTheChunksUnderWay() {
        write(fixture.first, 0, pattern(16384, 3));
        fixture.hold();
        FakeTask copy = fixture.lid4(list4(77, false, bothUnits(), segment(0, 1, 16384, 0, 0)));

        fixture.run(0, ABORT_77).assertGood();
        fixture.drain();

        copy.assertSense(SenseKey.COPY_ABORTED, AdditionalSense.NONE);
        assertThat(fixture.second.usedBytes()).isLessThan(8 << 20);
        byte[] status = fixture.run(0, "84 05 00 00 00 4d 00 00 00 00 00 00 04 00 00 00").dataIn();
        assertThat(status[5]).isEqualTo((byte) 0x60);
    }

    @Test
    void aCopyThatHasEndedStaysWhatItIs() {
        fixture.lid4(list4(77, false, bothUnits(), segment(0, 1, 1, 0, 0))).assertGood();

        fixture.run(0, ABORT_77).assertGood();

        byte[] status = fixture.run(0, "84 05 00 00 00 4d 00 00 00 00 00 00 04 00 00 00").dataIn();
        assertThat(status[5]).isEqualTo((byte) 0x01);
    }

    @Test
    void anUnknownIdentifierIsRefusedAndSoIsAnothersCopy() {
        fixture.run(0, ABORT_77).assertInvalidFieldInCdb(2, -1);
        fixture.hold();
        FakeTask copy = fixture.lid4(list4(77, false, bothUnits(), segment(0, 1, 1, 0, 0)));
        TaskRouter other = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.firstUnit);

        CopyFixture.run(other, OTHER_NEXUS, 0, ABORT_77, new byte[0])
                .assertInvalidFieldInCdb(2, -1);

        fixture.drain();
        copy.assertGood();
    }
}
