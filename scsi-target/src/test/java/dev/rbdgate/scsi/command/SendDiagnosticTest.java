package dev.rbdgate.scsi.command;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SendDiagnosticTest {

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1d 04 00 00 00 00", // default self-test
                "1d 07 00 00 00 00", // which may disturb the device and its units
                "1d a0 00 00 00 00", // foreground short
                "1d c0 00 00 00 00", // foreground extended
                "1d 00 00 00 00 00" // nothing
            })
    void aSelfTestOfSoundStorageIsGood(String cdb) {
        fixture.run(cdb).assertGood();
    }

    @Test
    void aSelfTestReadsFromTheStorage() {
        UnitFixture faulty =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, _, _) ->
                                        call == DeviceCall.READ ? BlockError.READ_ERROR : null));

        faulty.run("1d 04 00 00 00 00")
                .assertSense(SenseKey.HARDWARE_ERROR, AdditionalSense.FAILED_SELF_TEST);
    }

    @Test
    void anImageThatIsSmallerThanABlockHasNothingToRead() {
        UnitFixture.ofBytes(0).run("1d 04 00 00 00 00").assertGood();
    }

    @Test
    void aSelfTestNeedsTheDevice() {
        fixture.unit.detach();

        fixture.run("1d 04 00 00 00 00")
                .assertSense(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);
    }

    @ParameterizedTest
    @CsvSource({
        "1d 20 00 00 00 00, 1, 7", // background short
        "1d 40 00 00 00 00, 1, 7", // background extended
        "1d 80 00 00 00 00, 1, 7", // abort background
        "1d 60 00 00 00 00, 1, 7", // reserved
        "1d a4 00 00 00 00, 1, 7", // default self-test with a code
        "1d 08 00 00 00 00, 1, 3", // reserved bit
    })
    void otherSelfTestsAreRefused(String cdb, int byteOffset, int bit) {
        fixture.run(cdb).assertInvalidFieldInCdb(byteOffset, bit);
    }

    @Test
    void theSupportedPagesCanBeAskedFor() {
        fixture.run("1d 10 00 00 04 00", new byte[4]).assertGood();
    }

    @Test
    void aWrongParameterListIsRefused() {
        fixture.run("1d 14 00 00 04 00", new byte[4]).assertInvalidFieldInCdb(3, -1);
        fixture.run("1d 00 00 00 04 00", new byte[4]).assertInvalidFieldInCdb(1, 4);
        fixture.run("1d 10 00 00 03 00", new byte[3])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        fixture.run("1d 10 00 00 04 00", new byte[] {0x40, 0, 0, 0})
                .assertInvalidFieldInParameterList(0, -1);
        fixture.run("1d 10 00 00 05 00", new byte[] {0, 0, 0, 1, 0})
                .assertInvalidFieldInParameterList(2, -1);
    }
}
