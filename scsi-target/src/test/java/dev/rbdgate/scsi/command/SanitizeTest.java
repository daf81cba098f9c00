package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.BLOCKS;
import static dev.rbdgate.scsi.UnitFixture.BLOCK_BYTES;
import static dev.rbdgate.scsi.UnitFixture.bytes;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SanitizeTest {

    private static final String BLOCK_ERASE = "48 02 00 00 00 00 00 00 00 00";
    private static final String EXIT_FAILURE_MODE = "48 1f 00 00 00 00 00 00 00 00";
    private static final String WRITE_8 = "2a 00 00 00 00 00 00 00 08 00";
    private static final String READ_8 = "28 00 00 00 00 00 00 00 08 00";

    private final UnitFixture fixture = UnitFixture.create();
    private final AtomicBoolean failing = new AtomicBoolean();

    /** A unit whose unmaps and writes fail while {@link #failing}. */
    private UnitFixture failing() {
        failing.set(true);
        return UnitFixture.decorated(memory ->
                new FaultyBlockDevice(
                        memory,
                        (call, _, _) ->
                                failing.get()
                                                && (call == DeviceCall.UNMAP
                                                        || call == DeviceCall.WRITE)
                                        ? BlockError.WRITE_ERROR
                                        : null));
    }

    private static FakeTask overwrite(UnitFixture unit, int flags, String list) {
        byte[] data = bytes(list);
        return unit.run(
                "48 %02x 00 00 00 00 00 %04x 00".formatted(flags | 0x01, data.length), data);
    }

    private byte[] everything() {
        return fixture.run("28 00 00 00 00 00 00 08 00 00").dataIn();
    }

    @ParameterizedTest
    @ValueSource(strings = {BLOCK_ERASE, "48 a2 00 00 00 00 00 00 00 00"})
    void blockEraseGivesEveryBlockBackAndIsDurable(String cdb) {
        fixture.run(WRITE_8, pattern(8, 1)).assertGood();
        fixture.run("2a 00 00 00 07 f8 00 00 08 00", pattern(8, 2)).assertGood();
        fixture.run("35 00 00 00 00 00 00 00 00 00").assertGood();

        fixture.run(cdb).assertGood();

        fixture.memory.losePower();
        assertThat(fixture.memory.usedBytes()).isZero();
        assertThat(everything()).hasSize(BLOCKS * BLOCK_BYTES).containsOnly(0);
    }

    @Test
    void overwriteRepeatsThePatternFromTheStartOfEachBlock() {
        overwrite(fixture, 0, "01 00 0003 aabbcc").assertGood();

        byte[] block = new byte[BLOCK_BYTES];
        for (int index = 0; index < block.length; index++) {
            block[index] = (byte) new int[] {0xaa, 0xbb, 0xcc}[index % 3];
        }
        byte[] data = everything();
        for (int lba = 0; lba < BLOCKS; lba++) {
            assertThat(
                            Arrays.equals(
                                    data,
                                    lba * BLOCK_BYTES,
                                    (lba + 1) * BLOCK_BYTES,
                                    block,
                                    0,
                                    BLOCK_BYTES))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"81", "82", "83", "02", "1f"})
    void theLastOfSeveralPassesWritesThePatternAsItIs(String countAndInvert) {
        overwrite(fixture, 0x20, countAndInvert + "00 0001 5a").assertGood();

        assertThat(everything()).containsOnly(0x5a);
    }

    @Test
    void overwritingWithZerosWritesThem() {
        overwrite(fixture, 0x80, "01 00 0001 00").assertGood();

        assertThat(fixture.memory.usedBytes()).isEqualTo((long) BLOCKS * BLOCK_BYTES);
    }

    @Test
    void aPatternOfAWholeBlockIsTaken() {
        overwrite(fixture, 0, "01 00 0200" + "77".repeat(512)).assertGood();

        assertThat(everything()).containsOnly(0x77);
    }

    @ParameterizedTest
    @CsvSource({
        "0000, 0",
        "0001, 1",
        "0004, 4", // no pattern
        "0205, 517", // longer than a block
    })
    void anOverwriteListOfAnotherLengthIsRefused(String length, int sent) {
        fixture.run("48 01 00 00 00 00 00" + length + "00", new byte[sent])
                .assertInvalidFieldInCdb(7, -1);
    }

    @ParameterizedTest
    @CsvSource({
        "00 00 0001 aa, 0, 4", // no pass
        "21 00 0001 aa, 0, 6", // TEST
        "01 00 0000 aa, 2, -1",
        "01 00 0002 aa, 2, -1", // more than is there
    })
    void anOverwriteListWithoutMeaningIsRefused(String list, int byteOffset, int bit) {
        overwrite(fixture, 0, list).assertInvalidFieldInParameterList(byteOffset, bit);
    }

    @Test
    void aTruncatedOverwriteListIsRefused() {
        fixture.run("48 01 00 00 00 00 00 00 08 00", new byte[6])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "48 02 00 00 00 00 00 00 08 00, 7, -1",
        "48 1f 00 00 00 00 00 00 08 00, 7, -1",
        "48 42 00 00 00 00 00 00 00 00, 1, 6", // ZNR
        "48 02 01 00 00 00 00 00 00 00, 2, 0",
        "48 03 00 00 00 00 00 00 00 00, 1, 4", // cryptographic erase
        "48 00 00 00 00 00 00 00 00 00, 1, 4",
    })
    void otherFieldsAreRefused(String cdb, int byteOffset, int bit) {
        fixture.run(cdb, new byte[8]).assertInvalidFieldInCdb(byteOffset, bit);
    }

    @Test
    void aFullyProvisionedUnitHasNoBlockErase() {
        UnitFixture.fullyProvisioned().run(BLOCK_ERASE).assertInvalidFieldInCdb(1, 4);
        overwrite(UnitFixture.fullyProvisioned(), 0, "01 00 0001 aa").assertGood();
    }

    @Test
    void whatSnapshotsOrAParentHoldIsNotErased() {
        UnitFixture shared =
                UnitFixture.decorated(memory ->
                        new ForwardingBlockDevice(memory) {
                            @Override
                            public boolean sharesData() {
                                return true;
                            }
                        });
        shared.run(WRITE_8, pattern(8, 1)).assertGood();

        shared.run(BLOCK_ERASE)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.COMMAND_SEQUENCE_ERROR);
        overwrite(shared, 0, "01 00 0001 aa")
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.COMMAND_SEQUENCE_ERROR);

        assertThat(shared.run(READ_8).dataIn()).isEqualTo(pattern(8, 1));
    }

    @Test
    void aWriteProtectedUnitIsNotErased() {
        UnitFixture.readOnly()
                .run(BLOCK_ERASE)
                .assertSense(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED);
    }

    @Test
    void aFailureIsToldByEveryCommandThatNeedsTheMedium() {
        UnitFixture unit = failing();

        unit.run(BLOCK_ERASE)
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.SANITIZE_COMMAND_FAILED);

        for (String cdb : new String[] {READ_8, "00 00 00 00 00 00", "1a 00 3f 00 ff 00"}) {
            unit.run(cdb)
                    .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.SANITIZE_COMMAND_FAILED);
            unit.runOnOther(cdb)
                    .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.SANITIZE_COMMAND_FAILED);
        }
        assertThat(unit.run("03 00 00 00 0e 00").dataIn())
                .asHexString()
                .isEqualTo("700003000000000A000000003103");
        unit.run("12 00 00 00 24 00").assertGood();
        unit.run("a0 00 00 00 00 00 00 00 10 00 00 00").assertGood();
    }

    @Test
    void aFailureWithoutAuseIsLeftByAnotherSanitizeOnly() {
        UnitFixture unit = failing();
        unit.run(BLOCK_ERASE).assertSense(0x3, 0x3103);

        unit.run(EXIT_FAILURE_MODE).assertInvalidFieldInCdb(1, 4);
        unit.run("48 22 00 00 00 00 00 00 00 00").assertInvalidFieldInCdb(1, 5);
        unit.run("04 00 00 00 00 00").assertSense(0x3, 0x3103);
        failing.set(false);
        unit.run(BLOCK_ERASE).assertGood();

        unit.run("00 00 00 00 00 00").assertGood();
    }

    @Test
    void aFailureWithAuseIsLeftOnDemand() {
        UnitFixture unit = failing();
        overwrite(unit, 0x20, "01 00 0001 aa").assertSense(0x3, 0x3103);

        unit.run(EXIT_FAILURE_MODE).assertGood();

        unit.run(READ_8).assertGood();
    }

    @Test
    void thereMayBeNoFailureToLeave() {
        fixture.run(EXIT_FAILURE_MODE).assertGood();
    }

    @Test
    void onlyBlocksThatCanBeAddressedAreOverwritten() {
        UnitFixture odd = UnitFixture.ofBytes(3 * 512 + 100);

        overwrite(odd, 0, "01 00 0001 aa").assertGood();

        assertThat(odd.run("28 00 00 00 00 00 00 00 03 00").dataIn()).containsOnly(0xaa);
    }

    @Test
    void largeBlocksAreOverwrittenToo() {
        UnitFixture large = UnitFixture.create(new UnitOptions(4096, true));

        overwrite(large, 0, "01 00 1000" + "31".repeat(4096)).assertGood();

        assertThat(large.run("28 00 00 00 00 ff 00 00 01 00").dataIn()).containsOnly(0x31);
    }
}
