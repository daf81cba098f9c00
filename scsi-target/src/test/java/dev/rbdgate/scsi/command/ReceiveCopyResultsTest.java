package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.CopyFixture.bothUnits;
import static dev.rbdgate.scsi.CopyFixture.join;
import static dev.rbdgate.scsi.CopyFixture.list1;
import static dev.rbdgate.scsi.CopyFixture.list4;
import static dev.rbdgate.scsi.CopyFixture.segment;
import static dev.rbdgate.scsi.CopyFixture.tokenRequest;
import static dev.rbdgate.scsi.CopyFixture.tokenWrite;
import static dev.rbdgate.scsi.CopyFixture.write;
import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.CopyFixture;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceiveCopyResultsTest {

    private static final String LID1_STATUS = "84 00 09 00 00 00 00 00 00 00 00 00 04 00 00 00";
    private static final String LID1_DETAILS = "84 04 09 00 00 00 00 00 00 00 00 00 04 00 00 00";
    private static final String LID4_STATUS = "84 05 00 00 00 09 00 00 00 00 00 00 04 00 00 00";
    private static final String ROD_TOKEN = "84 07 00 00 00 09 00 00 00 00 00 00 04 00 00 00";

    private static final byte[] TWO_SEGMENTS =
            join(segment(0, 1, 16, 0, 0), segment(0, 1, 2, 2047, 0));

    private final CopyFixture fixture = new CopyFixture();

    private String hex(String cdb) {
        return HexFormat.of().formatHex(fixture.run(0, cdb).dataIn());
    }

    private static String plain(String hex) {
        return hex.replace(" ", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {LID1_STATUS, LID1_DETAILS, LID4_STATUS, ROD_TOKEN})
    void anUnknownIdentifierIsRefused(String cdb) {
        fixture.run(0, cdb).assertInvalidFieldInCdb(2, -1);
    }

    @Test
    void lid1StatusOfACopyThatIsDoneIsToldOnce() {
        write(fixture.first, 0, pattern(16, 3));
        fixture.lid1(list1(9, 0, bothUnits(), segment(0, 1, 16, 0, 0))).assertGood();

        assertThat(hex(LID1_STATUS)).isEqualTo(plain("00000008 01 0001 00 00002000"));
        fixture.run(0, LID1_STATUS).assertInvalidFieldInCdb(2, -1);
    }

    @Test
    void lid1StatusOfACopyThatRuns() {
        write(fixture.first, 0, pattern(16, 3));
        fixture.hold();
        FakeTask copy = fixture.lid1(list1(9, 0, bothUnits(), segment(0, 1, 16, 0, 0)));

        assertThat(hex(LID1_STATUS)).isEqualTo(plain("00000008 00 0000 00 00000000"));
        fixture.run(0, LID1_DETAILS).assertInvalidFieldInCdb(2, -1);

        fixture.drain();
        copy.assertGood();
    }

    @Test
    void theDetailsOfAFailureAreItsStatusAndSense() {
        write(fixture.first, 0, pattern(16, 3));
        fixture.lid1(list1(9, 0, bothUnits(), TWO_SEGMENTS)).assertSense(0xa, 0x0000);

        assertThat(hex(LID1_STATUS)).isEqualTo(plain("00000008 02 0001 00 00002000"));
        assertThat(hex(LID1_DETAILS))
                .isEqualTo(
                        plain(
                                "0000004a"
                                        + "00".repeat(52)
                                        + "02 00 0012"
                                        + "70000a000000000a 00000001 0000 00 a0000c"));
        fixture.run(0, LID1_DETAILS).assertInvalidFieldInCdb(2, -1);
    }

    @Test
    void aCopyWithoutErrorsHasNoDetails() {
        fixture.lid1(list1(9, 0, bothUnits(), segment(0, 1, 16, 0, 0))).assertGood();

        assertThat(hex(LID1_DETAILS)).isEqualTo("00".repeat(60));
    }

    @Test
    void lid4StatusInTheBackgroundAndAfterwards() {
        write(fixture.first, 0, pattern(16, 3));
        fixture.hold();
        fixture.lid4(list4(9, true, bothUnits(), segment(0, 1, 16, 0, 0))).assertGood();

        assertThat(hex(LID4_STATUS))
                .isEqualTo(
                        plain(
                                "0000001c 01 12 0000 00000064 00 00 00 00"
                                        + "0000000000000000 0000 000000000000"));
        fixture.drain();

        assertThat(hex(LID4_STATUS))
                .isEqualTo(
                        plain(
                                "0000001c 01 01 0001 ffffffff 00 00 00 00"
                                        + "0000000000002000 0001 000000000000"));
        fixture.run(0, LID4_STATUS).assertInvalidFieldInCdb(2, -1);
    }

    @Test
    void lid4StatusOfAFailureHasItsSense() {
        write(fixture.first, 0, pattern(16, 3));
        fixture.lid4(list4(9, true, bothUnits(), TWO_SEGMENTS)).assertGood();

        assertThat(hex(LID4_STATUS))
                .isEqualTo(
                        plain(
                                "00000030 01 02 0001 ffffffff 02 14 12 00"
                                        + "0000000000002000 0001 000000000000"
                                        + "70000a000000000a 00000001 0000 00 a0000c 0000"));
    }

    @Test
    void tokenInformationCountsBlocksAndMayBeAskedForAgain() {
        fixture.populateToken(0, 9, tokenRequest(0, 4, 12)).assertGood();

        String information = hex(ROD_TOKEN);

        assertThat(information)
                .startsWith(
                        plain(
                                "00000222 10 01 0000 ffffffff 00 00 00 f1"
                                        + "000000000000000c 0000 000000000000"
                                        + "00000202 0000 00800001 0000 01f8"));
        assertThat(information).hasSize(2 * (32 + 4 + 2 + 512));
        assertThat(hex(ROD_TOKEN)).isEqualTo(information);
        assertThat(fixture.run(0, "84 07 00 00 00 09 00 00 00 00 00 00 00 06 00 00").dataIn())
                .hasSize(6);
    }

    @Test
    void tokenInformationOfAWriteHasNoToken() {
        byte[] token = fixture.token(0, 0, 8);
        fixture.writeUsingToken(0, 9, tokenWrite(0, 0, token, 100, 8)).assertGood();

        assertThat(hex(ROD_TOKEN))
                .isEqualTo(
                        plain(
                                "00000020 11 01 0001 ffffffff 00 00 00 f1"
                                        + "0000000000000008 0001 000000000000 00000000"));
    }

    @Test
    void everyNexusHasItsOwnIdentifiers() {
        fixture.lid1(list1(9, 0, bothUnits(), segment(0, 1, 16, 0, 0))).assertGood();
        TaskRouter other = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.firstUnit);

        CopyFixture.run(other, OTHER_NEXUS, 0, LID1_STATUS, new byte[0])
                .assertInvalidFieldInCdb(2, -1);
        fixture.run(1, LID1_STATUS).assertInvalidFieldInCdb(2, -1);
        fixture.run(0, LID1_STATUS).assertGood();
    }

    @Test
    void aResetForgetsResults() {
        fixture.lid1(list1(9, 0, bothUnits(), segment(0, 1, 16, 0, 0))).assertGood();

        fixture.router
                .manage(
                        new TaskManagement.Request(
                                TaskManagement.Function.LOGICAL_UNIT_RESET, 0, null))
                .join();

        fixture.run(0, "00 00 00 00 00 00").assertSense(0x6, 0x2903);
        fixture.run(0, LID1_STATUS).assertInvalidFieldInCdb(2, -1);
    }

    @Test
    void theOldestResultsMakeRoomForNewOnes() {
        for (int id = 1; id <= 256; id++) {
            fixture.lid4(list4(id, false, bothUnits(), segment(0, 1, 1, 0, 0))).assertGood();
        }

        fixture.run(0, "84 05 00 00 00 01 00 00 00 00 00 00 04 00 00 00")
                .assertInvalidFieldInCdb(2, -1);
        fixture.run(0, "84 05 00 00 00 02 00 00 00 00 00 00 04 00 00 00").assertGood();
    }

    @Test
    void copiesHoldNoData() {
        fixture.run(0, "84 01 09 00 00 00 00 00 00 00 00 00 04 00 00 00")
                .assertInvalidFieldInCdb(1, 4);
    }
}
