package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class InquiryTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void standardDataDescribesADirectAccessDeviceOfSpc4AndLater() {
        String expected =
                "00 00 06 12 5b 38 10 02"
                        + "52 42 44 47 41 54 45 20" // RBDGATE
                        + "52 42 44 20 49 4d 41 47 45 20 20 20 20 20 20 20" // RBD IMAGE
                        + "30 30 30 31"
                        + "00".repeat(22)
                        + "00 a0 09 60 04 60 04 c0 05 c0 06 00"
                        + "00".repeat(26);

        assertThat(fixture.run("12 00 00 01 00 00").dataIn())
                .isEqualTo(HexFormat.of().parseHex(expected.replace(" ", "")));
    }

    @Test
    void aRemovableMediumIsTold() {
        assertThat(UnitFixture.removable().run("12 00 00 00 05 00").dataIn())
                .asHexString()
                .isEqualTo("008006125B");
    }

    @Test
    void dataIsCutToTheAllocationLength() {
        FakeTask task = fixture.run("12 00 00 00 05 00");

        assertThat(task.dataIn()).asHexString().isEqualTo("000006125B");
        assertThat(task.fullLength()).isEqualTo(5);
        assertThat(fixture.run("12 00 00 00 00 00").dataIn()).isEmpty();
    }

    @Test
    void pageCodeWithoutEvpdIsRefused() {
        fixture.run("12 00 80 00 ff 00").assertInvalidFieldInCdb(2, -1);
    }

    @Test
    void theObsoleteCommandDataBitIsRefused() {
        fixture.run("12 02 00 00 ff 00").assertInvalidFieldInCdb(1, 1);
    }

    @Test
    void anUnknownPageIsRefused() {
        fixture.run("12 01 b9 00 ff 00").assertInvalidFieldInCdb(2, -1);
    }

    @Test
    void theSupportedPagesAreListedInOrderAndEachIsThere() {
        byte[] pages = fixture.run("12 01 00 00 ff 00").dataIn();

        assertThat(pages).asHexString().isEqualTo("0000000C00808385" + "8687888FB0B1B2B3");
        for (byte code : Arrays.copyOfRange(pages, 4, pages.length)) {
            byte[] page = fixture.run("12 01 %02x 04 00 00".formatted(code)).dataIn();
            assertThat(page[0]).isZero();
            assertThat(page[1]).isEqualTo(code);
            assertThat((page[2] & 0xff) << 8 | (page[3] & 0xff)).isEqualTo(page.length - 4);
        }
    }

    @Test
    void inquiryAnswersWithAUnitAttentionPendingAndLeavesIt() {
        TaskRouter router =
                new TaskRouter(UnitFixture.OTHER_NEXUS, UnitFixture.inventory(fixture.unit, false));
        FakeTask inquiry = FakeTask.of(UnitFixture.OTHER_NEXUS, "12 00 00 00 24 00");
        FakeTask ready = FakeTask.of(UnitFixture.OTHER_NEXUS, "00 00 00 00 00 00");

        router.execute(inquiry);
        router.execute(ready);

        inquiry.assertGood();
        ready.assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_OR_RESET);
    }
}
