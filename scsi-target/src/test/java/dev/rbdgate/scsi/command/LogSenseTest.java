package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.bytes;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.UnitFixture;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogSenseTest {

    private static final String WRITE_8 = "2a 00 00 00 00 00 00 00 08 00";
    private static final String READ_8 = "28 00 00 00 00 00 00 00 08 00";
    private static final String VERIFY_8 = "2f 00 00 00 00 00 00 00 08 00";

    private final UnitFixture fixture = UnitFixture.create();

    private static byte[] page(UnitFixture unit, String controlAndPage) {
        return unit.run("4d 00 " + controlAndPage + " 00 00 00 00 04 00 00").dataIn();
    }

    private static UnitFixture failing(DeviceCall failed, BlockError error) {
        return UnitFixture.decorated(memory ->
                new FaultyBlockDevice(memory, (call, _, _) -> call == failed ? error : null));
    }

    private static String errorCounters(String page, long bytesProcessed, long errors) {
        return "%s 00 0024 0003 22 08 %016x 0005 22 08 %016x 0006 22 08 %016x"
                .formatted(page, 0, bytesProcessed, errors);
    }

    @Test
    void thePagesAreListedAloneAndWithTheirSubpages() {
        byte[] pages = page(fixture, "40");

        assertThat(pages).isEqualTo(bytes("00 00 000b 00 02 03 05 06 0c 0e 11 18 19 2f"));
        assertThat(fixture.run("4d 00 40 ff 00 00 00 04 00 00").dataIn())
                .isEqualTo(
                        bytes(
                                "40 ff 0018 0000 00ff 0200 0300 0500 0600 0c00 0e00 1100"
                                        + "1800 1900 2f00"));
        for (byte code : Arrays.copyOfRange(pages, 4, pages.length)) {
            byte[] page = page(fixture, "%02x".formatted(0x40 | code));
            assertThat(page[0] & 0x3f).isEqualTo(code);
            assertThat((page[2] & 0xff) << 8 | (page[3] & 0xff)).isEqualTo(page.length - 4);
        }
    }

    @Test
    void errorCountersTellWhatWasProcessed() {
        fixture.run(WRITE_8, pattern(8, 1)).assertGood();
        fixture.run(WRITE_8, pattern(8, 2)).assertGood();
        fixture.run(READ_8).assertGood();
        fixture.run(VERIFY_8).assertGood();
        fixture.run("00 00 00 00 00 00").assertGood();

        assertThat(page(fixture, "42")).isEqualTo(bytes(errorCounters("82", 8192, 0)));
        assertThat(page(fixture, "43")).isEqualTo(bytes(errorCounters("83", 4096, 0)));
        assertThat(page(fixture, "45")).isEqualTo(bytes(errorCounters("85", 4096, 0)));
    }

    @Test
    void errorCountersTellWhatFailed() {
        UnitFixture unreadable = failing(DeviceCall.READ, BlockError.READ_ERROR);
        unreadable.run(READ_8).assertSense(0x3, 0x1100);
        unreadable.run(VERIFY_8).assertSense(0x3, 0x1100);
        unreadable.run(VERIFY_8).assertSense(0x3, 0x1100);
        UnitFixture unwritable = failing(DeviceCall.WRITE, BlockError.WRITE_ERROR);
        unwritable.run(WRITE_8, pattern(8, 1)).assertSense(0x3, 0x0c00);

        assertThat(page(unreadable, "43")).isEqualTo(bytes(errorCounters("83", 0, 1)));
        assertThat(page(unreadable, "45")).isEqualTo(bytes(errorCounters("85", 0, 2)));
        assertThat(page(unwritable, "42")).isEqualTo(bytes(errorCounters("82", 0, 1)));
    }

    @Test
    void nonMediumErrorsAreThoseOfTheTarget() {
        UnitFixture broken = failing(DeviceCall.READ, BlockError.INTERNAL);
        broken.run(READ_8).assertSense(0x4, 0x4400);

        assertThat(page(broken, "46")).isEqualTo(bytes("86 00 000c 0000 22 08 0000000000000001"));
    }

    @Test
    void statisticsCountCommandsBlocksAndTime() {
        fixture.run(WRITE_8, pattern(8, 1)).assertGood();
        fixture.run(READ_8).assertGood();
        fixture.runOnOther(READ_8).assertGood();
        fixture.run(VERIFY_8).assertGood();

        ByteBuffer page = ByteBuffer.wrap(page(fixture, "59"));

        assertThat(page.getInt(0)).isEqualTo(0x99000050);
        assertThat(page.getInt(4)).isEqualTo(0x00012240);
        assertThat(page.getLong(8)).isEqualTo(2);
        assertThat(page.getLong(16)).isEqualTo(1);
        assertThat(page.getLong(24)).isEqualTo(8);
        assertThat(page.getLong(32)).isEqualTo(16);
        assertThat(page.getLong(56)).isEqualTo(3);
        assertThat(page.getLong(64)).isEqualTo(page.getLong(40) + page.getLong(48));
        assertThat(page.slice(72, 12))
                .isEqualTo(ByteBuffer.wrap(bytes("0003 23 08 00000006 00000001")));
    }

    @Test
    void cyclesAreCounted() {
        UnitFixture removable = UnitFixture.removable();
        removable.run("1b 00 00 00 00 00").assertGood();
        removable.run("1b 00 00 00 04 00").assertGood();
        removable.run("1b 00 00 00 02 00").assertGood();
        removable.run("1b 00 00 00 02 00").assertGood();

        assertThat(page(removable, "4e"))
                .isEqualTo(bytes("8e 00 0010 0004 23 04 00000002 0006 23 04 00000001"));
    }

    @ParameterizedTest
    @CsvSource({
        "4c, 8c 00 0000", // no resource counts without a threshold exponent
        "51, 91 00 0008 0001 23 04 00000000",
        "58, 98 00 0008 0001 23 04 05000000",
        "6f, af 00 0008 0000 23 04 0000ff00"
    })
    void otherPagesTellWhatIsAlwaysSo(String page, String expected) {
        assertThat(page(fixture, page)).isEqualTo(bytes(expected));
    }

    @Test
    void thresholdsAreOutOfReachAndDefaultsAreZero() {
        fixture.run(WRITE_8, pattern(8, 1)).assertGood();
        String ones = "ff".repeat(8);

        for (String threshold : new String[] {"02", "82"}) {
            assertThat(page(fixture, threshold))
                    .isEqualTo(
                            bytes(
                                    "82 00 0024 0003 22 08 %s 0005 22 08 %s 0006 22 08 %s"
                                            .formatted(ones, ones, ones)));
        }
        assertThat(page(fixture, "c2")).isEqualTo(bytes(errorCounters("82", 0, 0)));
    }

    @Test
    void parametersAreReturnedFromThePointerOn() {
        assertThat(fixture.run("4d 00 42 00 00 00 06 04 00 00").dataIn())
                .isEqualTo(bytes("82 00 000c 0006 22 08 0000000000000000"));
        fixture.run("4d 00 42 00 00 00 07 04 00 00").assertInvalidFieldInCdb(5, -1);
        fixture.run("4d 00 40 00 00 00 01 04 00 00").assertInvalidFieldInCdb(5, -1);
    }

    @Test
    void dataIsCutToTheAllocationLength() {
        assertThat(fixture.run("4d 00 42 00 00 00 00 00 04 00").dataIn())
                .isEqualTo(bytes("82000024"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4d 00 4d 00", "4d 00 42 01", "4d 00 40 01", "4d 00 42 ff"})
    void otherPagesAreRefused(String cdb) {
        fixture.run(cdb + " 00 00 00 04 00 00").assertInvalidFieldInCdb(2, 5);
    }

    @Test
    void savingIsRefused() {
        fixture.run("4d 01 42 00 00 00 00 04 00 00").assertInvalidFieldInCdb(1, 0);
    }
}
