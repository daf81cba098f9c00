package dev.rbdgate.scsi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SenseTest {

    private static final Sense INVALID_FIELD =
            Sense.of(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_CDB);

    private static String hex(Sense sense) {
        return java.util.HexFormat.of().formatHex(sense.encode());
    }

    @Test
    void fixedFormat() {
        assertThat(hex(Sense.of(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY)))
                .isEqualTo("700002000000000a00000000040100000000");
    }

    @Test
    void descriptorFormat() {
        assertThat(
                        hex(
                                Sense.of(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY)
                                        .withDescriptorFormat(true)))
                .isEqualTo("7202040100000000");
    }

    @Test
    void informationThatFitsFourBytes() {
        Sense sense = Sense.of(SenseKey.MEDIUM_ERROR, 0x1100).withInformation(0xfffffffeL);

        assertThat(hex(sense)).isEqualTo("f00003fffffffe0a00000000110000000000");
        assertThat(hex(sense.withDescriptorFormat(true)))
                .isEqualTo("720311000000000c" + "000a800000000000fffffffe");
    }

    @Test
    void informationThatDoesNotFitIsNotValidInFixedFormat() {
        Sense sense = Sense.of(SenseKey.MEDIUM_ERROR, 0x1100).withInformation(0x1_0000_0000L);

        assertThat(hex(sense)).isEqualTo("700003000000000a00000000110000000000");
        assertThat(hex(sense.withDescriptorFormat(true)))
                .isEqualTo("720311000000000c" + "000a80000000000100000000");
    }

    @Test
    void aFieldPointerNamesByteAndBit() {
        assertThat(hex(INVALID_FIELD.withFieldPointer(true, 2, 5)))
                .isEqualTo("700005000000000a00000000240000cd0002");
        assertThat(hex(INVALID_FIELD.withFieldPointer(true, 0x107, -1)))
                .isEqualTo("700005000000000a00000000240000c00107");
        assertThat(hex(INVALID_FIELD.withFieldPointer(false, 4, 7)))
                .isEqualTo("700005000000000a000000002400008f0004");
        assertThat(hex(INVALID_FIELD.withFieldPointer(true, 2, 5).withDescriptorFormat(true)))
                .isEqualTo("7205240000000008" + "02060000cd000200");
    }

    @Test
    void aCopyThatFailedNamesItsSegmentAndTheField() {
        Sense sense =
                Sense.of(SenseKey.COPY_ABORTED, 0x0d02)
                        .withCommandSpecific(3)
                        .withSegmentPointer(6);

        assertThat(hex(sense)).isEqualTo("70000a000000000a" + "00000003" + "0d0200a00006");
        assertThat(hex(sense.withDescriptorFormat(true)))
                .isEqualTo("720a0d0200000014" + "010a00000000000000000003" + "02060000a0000600");
    }

    @Test
    void deferredErrorsHaveTheirOwnResponseCodes() {
        Sense sense = Sense.of(SenseKey.MEDIUM_ERROR, 0x0c00).asDeferred();

        assertThat(hex(sense)).startsWith("71");
        assertThat(hex(sense.withDescriptorFormat(true))).startsWith("73");
    }
}
