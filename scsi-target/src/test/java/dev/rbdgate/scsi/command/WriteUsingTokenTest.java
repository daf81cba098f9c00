package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.CopyFixture.NEXUS;
import static dev.rbdgate.scsi.CopyFixture.read;
import static dev.rbdgate.scsi.CopyFixture.tokenRequest;
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
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteUsingTokenTest {

    private final CopyFixture fixture = new CopyFixture();

    private static byte[] zeroToken() {
        byte[] token = new byte[512];
        token[0] = (byte) 0xff;
        token[1] = (byte) 0xff;
        token[3] = 1;
        token[6] = 1;
        token[7] = (byte) 0xf8;
        return token;
    }

    private FakeTask use(byte[] token) {
        return fixture.writeUsingToken(1, 2, tokenWrite(0, 0, token, 0, 1));
    }

    @Test
    void aTokenWritesWhatItsRangesHeldToAnotherUnit() {
        write(fixture.first, 8 * 512, pattern(16, 3));
        write(fixture.first, 100 * 512, pattern(4, 9));
        byte[] token = fixture.token(0, 8, 16, 100, 4);

        FakeTask task =
                fixture.writeUsingToken(1, 2, tokenWrite(0, 0, token, 200, 2, 300, 15, 400, 3));

        assertThat(task.assertGood().fullLength()).isEqualTo(536 + 48);
        byte[] all = CopyFixture.join(pattern(16, 3), pattern(4, 9));
        assertThat(read(fixture.second, 200 * 512, 2 * 512)).isEqualTo(Arrays.copyOf(all, 1024));
        assertThat(read(fixture.second, 300 * 512, 15 * 512))
                .isEqualTo(Arrays.copyOfRange(all, 1024, 17 * 512));
        assertThat(read(fixture.second, 400 * 512, 3 * 512))
                .isEqualTo(Arrays.copyOfRange(all, 17 * 512, 20 * 512));
    }

    @Test
    void theOffsetSkipsBlocksOfTheToken() {
        write(fixture.first, 0, pattern(16, 3));
        byte[] token = fixture.token(0, 0, 4, 4, 12);

        fixture.writeUsingToken(1, 2, tokenWrite(0, 6, token, 0, 10)).assertGood();

        assertThat(read(fixture.second, 0, 10 * 512))
                .isEqualTo(Arrays.copyOfRange(pattern(16, 3), 6 * 512, 16 * 512));
    }

    @Test
    void moreThanTheTokenHasIsRefused() {
        byte[] token = fixture.token(0, 0, 16);

        fixture.writeUsingToken(1, 2, tokenWrite(0, 0, token, 0, 17))
                .assertInvalidFieldInParameterList(534, -1);
        fixture.writeUsingToken(1, 2, tokenWrite(0, 10, token, 0, 7))
                .assertInvalidFieldInParameterList(534, -1);
        fixture.writeUsingToken(1, 2, tokenWrite(0, 16, token, 0, 1))
                .assertInvalidFieldInParameterList(8, -1);
        fixture.writeUsingToken(1, 2, tokenWrite(0, -1, token, 0, 1))
                .assertInvalidFieldInParameterList(8, -1);
    }

    @Test
    void theTokenOfZerosGivesBlocksBack() {
        write(fixture.second, 0, pattern(64, 3));

        fixture.writeUsingToken(1, 2, tokenWrite(0, 0, zeroToken(), 8, 8, 32, 8)).assertGood();

        byte[] expected = pattern(64, 3);
        Arrays.fill(expected, 8 * 512, 16 * 512, (byte) 0);
        Arrays.fill(expected, 32 * 512, 40 * 512, (byte) 0);
        assertThat(read(fixture.second, 0, 64 * 512)).isEqualTo(expected);
        assertThat(fixture.second.usedBytes()).isEqualTo(6 * 4096);
    }

    @Test
    void anotherInitiatorThatDoesNotSeeTheSourceMayUseAToken() {
        write(fixture.first, 0, pattern(8, 3));
        byte[] list = tokenWrite(0, 0, fixture.token(0, 0, 8), 0, 8);
        TaskRouter other = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.secondUnit);

        CopyFixture.run(
                        other,
                        OTHER_NEXUS,
                        0,
                        "83 11 00 00 00 00 00 00 00 01 %08x 00 00".formatted(list.length),
                        list)
                .assertGood();

        assertThat(read(fixture.second, 0, 8 * 512)).isEqualTo(pattern(8, 3));
    }

    @Test
    void whoeverChangesATokensBlocksRevokesIt() {
        for (String change :
                new String[] {
                    "2a 00 00 00 00 0f 00 00 01 00",
                    "8b 00 00 00 00 00 00 00 00 0f 00 00 00 01 00 00",
                    "41 00 00 00 00 0f 00 00 01 00",
                    "93 09 00 00 00 00 00 00 00 0f 00 00 00 01 00 00",
                    "8e 00 00 00 00 00 00 00 00 0f 00 00 00 01 00 00",
                }) {
            byte[] token = fixture.token(0, 8, 8);
            TaskRouter other = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.firstUnit);
            byte[] data = change.startsWith("93") ? new byte[0] : pattern(1, 1);

            CopyFixture.run(other, OTHER_NEXUS, 0, change, data).assertGood();

            use(token).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_REVOKED);
        }
    }

    @Test
    void anUnmapACopyAndAReplacedContentRevokeToo() {
        byte[] token = fixture.token(0, 8, 8);
        byte[] list =
                HexFormat.of()
                        .parseHex("0016001000000000" + "0000000000000008" + "0000000100000000");
        fixture.run(0, "42 00 00 00 00 00 00 00 18 00", list).assertGood();
        use(token).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_REVOKED);

        byte[] copied = fixture.token(0, 8, 8);
        fixture.lid1(
                        CopyFixture.list1(
                                1, 0, CopyFixture.bothUnits(), CopyFixture.segment(1, 0, 1, 0, 8)))
                .assertGood();
        use(copied).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_REVOKED);

        byte[] replaced = fixture.token(0, 8, 8);
        fixture.firstUnit.contentReplaced();
        use(replaced).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_REVOKED);

        byte[] resized = fixture.token(0, 8, 8);
        fixture.first.resize(1 << 19);
        use(resized).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_REVOKED);

        fixture.run(0, "00 00 00 00 00 00").assertSense(0x6, 0x2a09);
        byte[] detached = fixture.token(0, 8, 8);
        fixture.firstUnit.detach();
        use(detached).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_REVOKED);
    }

    @Test
    void otherBlocksMayChange() {
        write(fixture.first, 8 * 512, pattern(8, 3));
        byte[] token = fixture.token(0, 8, 8);

        fixture.run(0, "2a 00 00 00 00 07 00 00 01 00", pattern(1, 1)).assertGood();
        fixture.run(0, "2a 00 00 00 00 10 00 00 01 00", pattern(1, 1)).assertGood();
        fixture.run(0, "28 00 00 00 00 08 00 00 01 00").assertGood();

        fixture.writeUsingToken(1, 2, tokenWrite(0, 0, token, 0, 8)).assertGood();
        assertThat(read(fixture.second, 0, 8 * 512)).isEqualTo(pattern(8, 3));
    }

    @Test
    void aChangeDuringTheCopyEndsItAndNothingNewIsWritten() {
        byte[] old = pattern(8, 3);
        write(fixture.second, 0, old);
        byte[] token = fixture.token(1, 0, 8);
        fixture.hold();
        FakeTask copy = fixture.writeUsingToken(0, 2, tokenWrite(0, 0, token, 0, 8));
        FakeTask change = fixture.run(1, "2a 00 00 00 00 00 00 00 08 00", pattern(8, 99));

        fixture.drain();

        change.assertGood();
        copy.assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_REVOKED);
        assertThat(fixture.first.usedBytes()).isZero();
    }

    @Test
    void aTokenThatNobodyUsesExpires() {
        fixture.populateToken(0, 1, tokenRequest(10, 0, 8)).assertGood();
        byte[] information =
                fixture.run(0, "84 07 00 00 00 01 00 00 00 00 00 00 04 00 00 00").dataIn();
        byte[] token = Arrays.copyOfRange(information, 38, 38 + 512);

        fixture.nanoTime += 10_000_000_000L;
        use(token).assertGood();
        fixture.nanoTime += 10_000_000_000L;
        use(token).assertGood();
        fixture.nanoTime += 10_000_000_001L;

        use(token).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_EXPIRED);
    }

    @Test
    void aTokenMayBeDeletedWithItsLastUse() {
        byte[] token = fixture.token(0, 0, 8);

        fixture.writeUsingToken(1, 2, tokenWrite(2, 0, token, 0, 8)).assertGood();

        use(token).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOKEN_DELETED);
    }

    @ParameterizedTest
    @CsvSource({"0, 2301", "2, 2301", "7, 230a", "9, 2304", "20, 2305", "63, 2305", "511, 2305"})
    void aForgedTokenIsRefused(int changedByte, String asc) {
        byte[] token = fixture.token(0, 0, 8);
        token[changedByte] ^= 0x40;

        use(token).assertSense(SenseKey.ILLEGAL_REQUEST, Integer.parseInt(asc, 16));
        assertThat(fixture.second.usedBytes()).isZero();
    }

    @Test
    void theSourceIsReadWithTheRightsOfTheTokensCreator() {
        write(fixture.first, 0, pattern(8, 3));
        byte[] token = fixture.token(0, 0, 8);
        TaskRouter other = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.firstUnit);
        byte[] register =
                HexFormat.of().parseHex("0000000000000000" + "0000000000000001" + "00".repeat(8));
        byte[] reserve =
                HexFormat.of().parseHex("0000000000000001" + "0000000000000000" + "00".repeat(8));
        CopyFixture.run(other, OTHER_NEXUS, 0, "5f 00 00 00 00 00 00 00 18 00", register)
                .assertGood();
        CopyFixture.run(other, OTHER_NEXUS, 0, "5f 01 03 00 00 00 00 00 18 00", reserve)
                .assertGood();

        FakeTask task = fixture.writeUsingToken(1, 2, tokenWrite(0, 0, token, 0, 8));

        assertThat(task.status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        assertThat(fixture.second.usedBytes()).isZero();
    }

    @Test
    void aReadOnlyUnitIsNotWritten() {
        byte[] list = tokenWrite(0, 0, zeroToken(), 0, 8);
        TaskRouter readOnly = CopyFixture.routerOf(NEXUS, true, fixture.secondUnit);

        CopyFixture.run(
                        readOnly,
                        NEXUS,
                        0,
                        "83 11 00 00 00 00 00 00 00 01 %08x 00 00".formatted(list.length),
                        list)
                .assertSense(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED);
    }

    @Test
    void aCopyMayRunInTheBackground() {
        write(fixture.first, 0, pattern(8, 3));
        byte[] token = fixture.token(0, 0, 8);
        fixture.hold();

        fixture.writeUsingToken(1, 2, tokenWrite(1, 0, token, 0, 8)).assertGood();

        assertThat(fixture.second.usedBytes()).isZero();
        fixture.drain();
        assertThat(read(fixture.second, 0, 8 * 512)).isEqualTo(pattern(8, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 535, 536, 551})
    void aListThatIsCutShortIsRefused(int bytes) {
        byte[] list = tokenWrite(0, 0, zeroToken(), 0, 1);

        fixture.writeUsingToken(1, 2, Arrays.copyOf(list, bytes))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void rangesLieInsideTheUnitAndApart() {
        fixture.writeUsingToken(1, 2, tokenWrite(0, 0, zeroToken(), 2047, 2))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
        fixture.writeUsingToken(1, 2, tokenWrite(0, 0, zeroToken(), 8, 8, 15, 1))
                .assertInvalidFieldInParameterList(552, -1);
    }
}
