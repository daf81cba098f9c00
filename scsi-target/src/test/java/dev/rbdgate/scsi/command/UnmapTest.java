package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnmapTest {

    private static final String ONE_DESCRIPTOR = "42 00 00 00 00 00 00 00 18 00";

    private final UnitFixture fixture = UnitFixture.create();

    /** A parameter list of LBA, blocks pairs. */
    private static byte[] list(long... pairs) {
        int descriptors = pairs.length / 2 * 16;
        ByteBuffer out = ByteBuffer.allocate(8 + descriptors);
        out.putShort((short) (6 + descriptors)).putShort((short) descriptors).putInt(0);
        for (int index = 0; index < pairs.length; index += 2) {
            out.putLong(pairs[index]).putInt((int) pairs[index + 1]).putInt(0);
        }
        return out.array();
    }

    private FakeTask unmap(long... pairs) {
        return unmap(fixture, list(pairs));
    }

    private static FakeTask unmap(UnitFixture fixture, byte[] list) {
        return fixture.run("42 00 00 00 00 00 00 %04x 00".formatted(list.length), list);
    }

    @Test
    void unmappedBlocksReadAsZeroAndTheirStorageIsGivenBack() {
        fixture.run("2a 00 00 00 00 00 00 00 20 00", pattern(32, 1)).assertGood();

        FakeTask task = unmap(8, 8, 17, 3).assertGood();

        assertThat(task.fullLength()).isEqualTo(40);
        byte[] expected = pattern(32, 1);
        Arrays.fill(expected, 8 * 512, 16 * 512, (byte) 0);
        Arrays.fill(expected, 17 * 512, 20 * 512, (byte) 0);
        assertThat(fixture.run("28 00 00 00 00 00 00 00 20 00").dataIn()).isEqualTo(expected);
        assertThat(fixture.memory.usedBytes()).isEqualTo(3 * 4096);
    }

    @Test
    void aFullyProvisionedUnitHasNoSuchCommand() {
        unmap(UnitFixture.fullyProvisioned(), list(0, 8))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_OPERATION_CODE);
    }

    @Test
    void theLiteralListOfTheStandardIsUnderstood() {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();

        fixture.run(
                        ONE_DESCRIPTOR,
                        HexFormat.of()
                                .parseHex(
                                        "0016001000000000"
                                                + "0000000000000000"
                                                + "0000000800000000"))
                .assertGood();

        assertThat(fixture.memory.usedBytes()).isZero();
    }

    @Test
    void nothingToUnmapIsGood() {
        fixture.run("42 00 00 00 00 00 00 00 00 00").assertGood();
        unmap().assertGood();
        unmap(2048, 0).assertGood();
    }

    @Test
    void aDescriptorThatIsCutShortIsIgnored() {
        fixture.run("2a 00 00 00 00 00 00 00 10 00", pattern(16, 1)).assertGood();

        unmap(fixture, Arrays.copyOf(list(0, 8, 8, 8), 8 + 24)).assertGood();

        assertThat(fixture.memory.usedBytes()).isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void aListWithoutItsHeaderIsRefused(int bytes) {
        unmap(fixture, new byte[bytes])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void oneDescriptorOutOfRangeLeavesAllBlocksAlone() {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();

        unmap(0, 8, 2047, 2)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
        unmap(0, 8, -1, 2).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);

        assertThat(fixture.memory.usedBytes()).isEqualTo(4096);
    }

    @Test
    void theLimitsOfTheBlockLimitsPageHold() {
        UnitFixture large = UnitFixture.ofBytes(4L << 30);

        unmap(large, list(0, 1 << 20)).assertGood();
        unmap(large, list(0, (1 << 20) + 1)).assertInvalidFieldInParameterList(16, -1);
        unmap(large, list(0, 1 << 20, 1 << 20, 1)).assertInvalidFieldInParameterList(32, -1);
        unmap(large, list(new long[2 * 256])).assertGood();
        unmap(large, list(new long[2 * 257])).assertInvalidFieldInParameterList(2, -1);
    }

    @Test
    void anchoredBlocksReadAsZeroAndKeepTheirStorage() {
        fixture.run("42 01 00 00 00 00 00 00 18 00", list(8, 16)).assertGood();

        assertThat(fixture.memory.usedBytes()).isEqualTo(2 * 4096);
        assertThat(fixture.run("28 00 00 00 00 08 00 00 10 00").dataIn())
                .isEqualTo(new byte[16 * 512]);
    }

    @Test
    void aStorageErrorEndsTheCommand() {
        UnitFixture faulty =
                UnitFixture.decorated(memory ->
                        new FaultyBlockDevice(
                                memory,
                                (call, byteOffset, _) ->
                                        call == DeviceCall.UNMAP && byteOffset > 0
                                                ? BlockError.WRITE_ERROR
                                                : null));

        unmap(faulty, list(0, 8, 8, 8, 16, 8))
                .assertSense(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);
    }
}
