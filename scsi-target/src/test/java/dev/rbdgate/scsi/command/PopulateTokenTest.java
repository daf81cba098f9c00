package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.CopyFixture.tokenRequest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.CopyFixture;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PopulateTokenTest {

    private final CopyFixture fixture = new CopyFixture();

    @Test
    void theLiteralListOfTheStandardMakesAToken() {
        byte[] list =
                HexFormat.of()
                        .parseHex(
                                ("001e 00 00 0000003c 00000000 0000 0010"
                                                + "0000000000000008 00000010 00000000")
                                        .replace(" ", ""));

        FakeTask task = fixture.run(0, "83 10 00 00 00 00 00 00 70 00 00 00 00 20 00 00", list);

        assertThat(task.assertGood().fullLength()).isEqualTo(32);
    }

    @Test
    void aTokenNamesItsCreatorAndWhatItStandsForAndIsUnguessable() {
        byte[] token = fixture.token(0, 8, 16, 100, 4);

        String name =
                HexFormat.of()
                        .formatHex("iqn.2026-11.test:target".getBytes(StandardCharsets.UTF_8));
        String hex = HexFormat.of().formatHex(token);
        assertThat(hex)
                .startsWith("00800001" + "0000" + "01f8")
                .contains("e400000001030008" + "3000000000000001" + "00".repeat(12) + "00000200");
        assertThat(hex.substring(96, 128)).isEqualTo("%032x".formatted(20 * 512));
        assertThat(hex.substring(192, 200)).isEqualTo("00000200");
        assertThat(hex.substring(256)).startsWith("53a80018" + name + "00");
        byte[] next = fixture.token(0, 8, 16, 100, 4);
        assertThat(Arrays.copyOfRange(next, 448, 512))
                .isNotEqualTo(Arrays.copyOfRange(token, 448, 512));
        assertThat(Arrays.copyOfRange(next, 8, 16)).isNotEqualTo(Arrays.copyOfRange(token, 8, 16));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 31})
    void aListThatIsCutShortIsRefused(int bytes) {
        fixture.populateToken(0, 1, Arrays.copyOf(tokenRequest(0, 0, 1), bytes))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void lengthsThatLieAreRefused() {
        byte[] shortData = tokenRequest(0, 0, 1);
        shortData[1] = 0x1d;
        byte[] noRanges = tokenRequest(0, 0, 1);
        noRanges[15] = 15;
        byte[] moreRanges = tokenRequest(0, 0, 1);
        moreRanges[15] = 32;

        fixture.populateToken(0, 1, shortData).assertInvalidFieldInParameterList(0, -1);
        fixture.populateToken(0, 1, noRanges).assertInvalidFieldInParameterList(14, -1);
        fixture.populateToken(0, 1, moreRanges).assertInvalidFieldInParameterList(14, -1);
    }

    @Test
    void rangesLieInsideTheUnitAndApart() {
        fixture.populateToken(0, 1, tokenRequest(0, 2047, 2))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
        fixture.populateToken(0, 1, tokenRequest(0, -1, 1))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
        fixture.populateToken(0, 1, tokenRequest(0, 8, 8, 0, 9))
                .assertInvalidFieldInParameterList(16, -1);
        fixture.populateToken(0, 1, tokenRequest(0, 8, 8, 0, 8, 5, 0)).assertGood();
    }

    @Test
    void theLimitsOfTheThirdPartyCopyPageHold() {
        fixture.populateToken(0, 1, tokenRequest(0, new long[2 * 64])).assertGood();
        fixture.populateToken(0, 1, tokenRequest(0, new long[2 * 65]))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        fixture.populateToken(0, 1, tokenRequest(600, 0, 1)).assertGood();
        fixture.populateToken(0, 1, tokenRequest(601, 0, 1))
                .assertInvalidFieldInParameterList(4, -1);
        UnitFixture large = UnitFixture.ofBytes(4L << 30);
        byte[] list = tokenRequest(0, 0, 1 << 21, 1 << 21, 1);
        large.run("83 10 00 00 00 00 00 00 00 01 %08x 00 00".formatted(list.length), list)
                .assertInvalidFieldInParameterList(40, -1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00800001, 0x00800000, 0x0080ffff})
    void theKindThatIsMadeMayBeAskedFor(int type) {
        fixture.populateToken(0, 1, ofType(type)).assertGood();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00010000, 0x00800002, 0xffff0001, 0})
    void otherKindsAreRefused(int type) {
        fixture.populateToken(0, 1, ofType(type)).assertInvalidFieldInParameterList(8, -1);
    }

    private static byte[] ofType(int type) {
        byte[] list = tokenRequest(0, 0, 1);
        list[2] = 2;
        list[8] = (byte) (type >> 24);
        list[9] = (byte) (type >> 16);
        list[10] = (byte) (type >> 8);
        list[11] = (byte) type;
        return list;
    }

    @Test
    void tooManyTokensAreRefusedUntilSomeHaveExpired() {
        for (int i = 0; i < 1024; i++) {
            fixture.populateToken(i & 1, 1, tokenRequest(10, i, 1)).assertGood();
        }
        fixture.populateToken(0, 1, tokenRequest(10, 0, 1))
                .assertSense(
                        SenseKey.ILLEGAL_REQUEST,
                        AdditionalSense.INSUFFICIENT_RESOURCES_TO_CREATE_ROD_TOKEN);

        fixture.nanoTime += 10_000_000_001L;

        fixture.populateToken(0, 1, tokenRequest(10, 0, 1)).assertGood();
    }

    @Test
    void reservedBytesOfTheCdbAreRefused() {
        fixture.run(0, "83 10 01 00 00 00 00 00 70 00 00 00 00 20 00 00", new byte[32])
                .assertInvalidFieldInCdb(2, 0);
    }
}
