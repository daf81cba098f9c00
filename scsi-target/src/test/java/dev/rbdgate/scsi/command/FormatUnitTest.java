package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.BLOCKS;
import static dev.rbdgate.scsi.UnitFixture.BLOCK_BYTES;
import static dev.rbdgate.scsi.UnitFixture.bytes;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormatUnitTest {

    private static final String WRITE_8 = "2a 00 00 00 00 00 00 00 08 00";
    private static final String READ_ALL = "28 00 00 00 00 00 00 08 00 00";

    private final UnitFixture fixture = UnitFixture.create();

    @ParameterizedTest
    @CsvSource({
        "04 00 00 00 00 00, ''", // no parameter list
        "04 10 00 00 00 00, 00 00 0000", // short header
        "04 18 00 00 00 00, 00 a2 0000", // as sg_format: CMPLST, FOV, DCRT, IMMED
        "04 30 00 00 00 00, 00 02 00 00 00000000", // long header, IMMED
        "04 10 00 00 00 00, 00 88 0000 00 00 0000", // the default pattern
    })
    void allBlocksReadAsZeroAfterwards(String cdb, String list) {
        fixture.run(WRITE_8, pattern(8, 1)).assertGood();

        fixture.run(cdb, bytes(list)).assertGood();

        assertThat(fixture.memory.usedBytes()).isZero();
        assertThat(fixture.run(READ_ALL).dataIn()).hasSize(BLOCKS * BLOCK_BYTES).containsOnly(0);
    }

    @Test
    void aFullyProvisionedUnitIsFilledWithZeros() {
        UnitFixture full = UnitFixture.fullyProvisioned();
        full.run(WRITE_8, pattern(8, 1)).assertGood();

        full.run("04 00 00 00 00 00").assertGood();

        assertThat(full.run(READ_ALL).dataIn()).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 88 0000 00 01 0002 abab",
                "00 88 0000 00 01 0001 ab",
                "00 8a 0000 00 01 0001 ab"
            })
    void anInitializationPatternFillsEveryBlock(String list) {
        fixture.run("04 10 00 00 00 00", bytes(list)).assertGood();

        assertThat(fixture.run(READ_ALL).dataIn()).containsOnly(0xab);
    }

    @ParameterizedTest
    @CsvSource({
        "04 20 00 00 00 00, 1, 4", // LONGLIST without FMTDATA
        "04 0f 00 00 00 00, 1, 4",
        "04 40 00 00 00 00, 1, 6", // FMTPINFO
        "04 80 00 00 00 00, 1, 7",
        "04 00 00 00 01 00, 4, 0", // FFMT
    })
    void whatIsNotOfferedIsRefused(String cdb, int byteOffset, int bit) {
        fixture.run(cdb).assertInvalidFieldInCdb(byteOffset, bit);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 01 00 0000, 0, 2", // protection field usage
        "10, 00 20 0000, 1, 7", // DCRT without FOV
        "10, 00 08 0000 00 01 0001 aa, 1, 7", // IP without FOV
        "10, 00 80 0008 00000000 00000000, 2, -1", // defects
        "30, 00 80 00 00 00000008 0000000000000000, 4, -1",
        "30, 00 80 00 10 00000000, 3, -1", // protection interval
        "10, 00 88 0000 40 00 0000, 4, 7", // modifier
        "10, 00 88 0000 20 00 0000, 4, 7", // security initialization
        "10, 00 88 0000 00 02 0000, 5, -1", // type
        "10, 00 88 0000 00 00 0001 aa, 6, -1", // default pattern with one
        "10, 00 88 0000 00 01 0000, 6, -1", // none
        "10, 00 88 0000 00 01 0201, 6, -1", // longer than a block
    })
    void aListWithoutMeaningIsRefusedAndChangesNothing(
            String flags, String list, int byteOffset, int bit) {
        fixture.run(WRITE_8, pattern(8, 1)).assertGood();

        fixture.run("04 " + flags + " 00 00 00 00", bytes(list))
                .assertInvalidFieldInParameterList(byteOffset, bit);

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).isEqualTo(pattern(8, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "10, ''",
        "10, 000000",
        "30, 00000000",
        "10, 00880000",
        "10, 00 88 0000 00 01 0004 aabb",
    })
    void aTruncatedListIsRefused(String flags, String list) {
        fixture.run("04 " + flags + " 00 00 00 00", bytes(list))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void aFailureLeavesTheMediumUnformattedUntilAnotherFormatOrSanitize() {
        AtomicBoolean failing = new AtomicBoolean(true);
        UnitFixture unit =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, _, _) ->
                                        failing.get() && call == DeviceCall.UNMAP
                                                ? BlockError.WRITE_ERROR
                                                : null));
        unit.run("04 00 00 00 00 00")
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.MEDIUM_FORMAT_CORRUPTED);
        unit.run("00 00 00 00 00 00")
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.MEDIUM_FORMAT_CORRUPTED);
        unit.run("48 1f 00 00 00 00 00 00 00 00").assertGood();
        unit.run("00 00 00 00 00 00")
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.MEDIUM_FORMAT_CORRUPTED);
        failing.set(false);

        unit.run("04 00 00 00 00 00").assertGood();

        unit.run("00 00 00 00 00 00").assertGood();
    }
}
