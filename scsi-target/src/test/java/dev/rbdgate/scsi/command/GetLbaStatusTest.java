package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GetLbaStatusTest {

    private static final String FROM_0 = "9e 12 00 00 00 00 00 00 00 00 00 00 04 00 00 00";

    private final UnitFixture fixture = UnitFixture.create();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static UnitFixture answering(CompletableFuture<List<AllocationExtent>> answer) {
        return UnitFixture.decorated(memory ->
                new ForwardingBlockDevice(memory) {
                    @Override
                    public CompletableFuture<List<AllocationExtent>> allocationStatus(
                            long byteOffset, long byteCount) {
                        return answer;
                    }
                });
    }

    @Test
    void anEmptyImageIsDeallocatedThroughout() {
        assertThat(fixture.run(FROM_0).dataIn())
                .isEqualTo(bytes("00000014 00000000 0000000000000000 00000800 01 000000"));
    }

    @Test
    void aFullyProvisionedUnitIsMappedThroughout() {
        assertThat(UnitFixture.fullyProvisioned().run(FROM_0).dataIn())
                .isEqualTo(bytes("00000014 00000000 0000000000000000 00000800 00 000000"));
    }

    @Test
    void writtenBlocksAreMapped() {
        fixture.run("2a 00 00 00 00 08 00 00 08 00", pattern(8, 1)).assertGood();

        assertThat(fixture.run(FROM_0).dataIn())
                .isEqualTo(
                        bytes(
                                "00000034 00000000"
                                        + "0000000000000000 00000008 01 000000"
                                        + "0000000000000008 00000008 00 000000"
                                        + "0000000000000010 000007f0 01 000000"));
        assertThat(fixture.run("9e 12 00 00 00 00 00 00 00 0a 00 00 04 00 00 00").dataIn())
                .startsWith(bytes("00000024 00000000 000000000000000a 00000006 00 000000"));
    }

    @Test
    void theAnswerIsCutToTheAllocationLength() {
        assertThat(fixture.run("9e 12 00 00 00 00 00 00 00 00 00 00 00 08 00 00").dataIn())
                .isEqualTo(bytes("00000014 00000000"));
    }

    @Test
    void aBlockThatIsPartlyAllocatedIsMapped() {
        UnitFixture ragged =
                answering(
                        CompletableFuture.completedFuture(
                                List.of(
                                        new AllocationExtent(0, 1000, false),
                                        new AllocationExtent(1000, 100, true),
                                        new AllocationExtent(1100, 2000, false))));

        assertThat(ragged.run(FROM_0).dataIn())
                .isEqualTo(
                        bytes(
                                "00000034 00000000"
                                        + "0000000000000000 00000001 01 000000"
                                        + "0000000000000001 00000002 00 000000"
                                        + "0000000000000003 00000003 01 000000"));
    }

    @Test
    void anAnswerOfLessThanABlockCountsAsMapped() {
        UnitFixture tiny =
                answering(
                        CompletableFuture.completedFuture(
                                List.of(new AllocationExtent(0, 100, false))));

        assertThat(tiny.run(FROM_0).dataIn())
                .isEqualTo(bytes("00000014 00000000 0000000000000000 00000001 00 000000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9e 12 00 00 00 00 00 00 08 00 00 00 04 00 00 00",
                "9e 12 ff ff ff ff ff ff ff ff 00 00 04 00 00 00"
            })
    void aStartBeyondTheEndIsOutOfRange(String cdb) {
        fixture.run(cdb).assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }

    @Test
    void otherReportTypesAreRefused() {
        fixture.run("9e 12 00 00 00 00 00 00 00 00 00 00 04 00 01 00")
                .assertInvalidFieldInCdb(14, 0);
    }

    @Test
    void aFailureOfTheDeviceIsAnInternalFailure() {
        answering(CompletableFuture.failedFuture(new IllegalStateException("test")))
                .run(FROM_0)
                .assertSense(SenseKey.HARDWARE_ERROR, AdditionalSense.INTERNAL_TARGET_FAILURE);
    }
}
