package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ModeSenseTest {

    private static final String ERROR_RECOVERY = "010a c000000000000000 0000";
    private static final String CACHING = "8812 04000000000000000000000000000000 0000";
    private static final String CONTROL = "8a0a 0210000000000000 0000";
    private static final String CONTROL_EXTENSION = "4a01001c07" + "00".repeat(27);
    private static final String EXCEPTIONS = "1c0a 0800000000000000 0000";
    private static final String PROVISIONING = "5c02000c" + "00".repeat(12);

    private final UnitFixture fixture = UnitFixture.create();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void allPagesWithAShortBlockDescriptor() {
        assertThat(fixture.run("1a 00 3f 00 ff 00").dataIn())
                .isEqualTo(
                        bytes(
                                "43 00 10 08 00000800 00000200"
                                        + ERROR_RECOVERY
                                        + CACHING
                                        + CONTROL
                                        + EXCEPTIONS));
    }

    @Test
    void allPagesAndSubpagesWithoutBlockDescriptors() {
        assertThat(fixture.run("1a 08 3f ff ff 00").dataIn())
                .isEqualTo(
                        bytes(
                                "6b 00 10 00"
                                        + ERROR_RECOVERY
                                        + CACHING
                                        + CONTROL
                                        + CONTROL_EXTENSION
                                        + EXCEPTIONS
                                        + PROVISIONING));
    }

    @Test
    void modeSense10HasEightBytesOfHeader() {
        assertThat(fixture.run("5a 00 08 00 00 00 00 00 ff 00").dataIn())
                .isEqualTo(bytes("0022 00 10 00 00 0008 00000800 00000200" + CACHING));
    }

    @Test
    void aLongBlockDescriptorWhereItIsAccepted() {
        assertThat(fixture.run("5a 10 08 00 00 00 00 00 ff 00").dataIn())
                .isEqualTo(
                        bytes(
                                "002a 00 10 01 00 0010"
                                        + "0000000000000800 00000000 00000200"
                                        + CACHING));
    }

    @Test
    void aCapacityThatDoesNotFitAShortDescriptorIsAllOnes() {
        UnitFixture large = UnitFixture.ofBytes(1L << 50);

        assertThat(large.run("1a 00 08 00 0c 00").dataIn()).endsWith(bytes("ffffffff 00000200"));
    }

    @ParameterizedTest
    @CsvSource({
        "01, 010a c000000000000000 0000",
        "08, 8812 04000000000000000000000000000000 0000",
        "0a, 8a0a 0210000000000000 0000",
        "1c, 1c0a 0800000000000000 0000",
        "41, 010a 0000000000000000 0000",
        "48, 8812 04000000000000000000000000000000 0000",
        "4a, 8a0a 0400080000000000 0000",
        "5c, 1c0a 0000000000000000 0000",
        "8a, 8a0a 0210000000000000 0000",
        "c8, 8812 04000000000000000000000000000000 0000",
        "ca, 8a0a 0210000000000000 0000",
    })
    void eachPageHasCurrentChangeableAndDefaultValues(String page, String expected) {
        byte[] data = fixture.run("1a 08 " + page + " 00 ff 00").dataIn();

        assertThat(HexFormat.of().formatHex(data, 4, data.length))
                .isEqualTo(expected.replace(" ", ""));
    }

    @Test
    void aSubpageIsReturnedOnItsOwn() {
        assertThat(fixture.run("1a 08 0a 01 ff 00").dataIn())
                .isEqualTo(bytes("23 00 10 00" + CONTROL_EXTENSION));
        assertThat(fixture.run("1a 08 0a ff ff 00").dataIn())
                .isEqualTo(bytes("2f 00 10 00" + CONTROL + CONTROL_EXTENSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 00", "0a 02", "08 01", "3f 05"})
    void anUnknownPageIsRefused(String page) {
        fixture.run("1a 00 " + page + " ff 00").assertInvalidFieldInCdb(2, 5);
    }

    @Test
    void aReadOnlyMappingIsWriteProtected() {
        assertThat(UnitFixture.readOnly().run("1a 08 08 00 04 00").dataIn())
                .asHexString()
                .isEqualTo("17009000");
    }

    @Test
    void withoutAWriteCacheWceIsZeroAndCannotBeChanged() {
        UnitFixture durable = UnitFixture.create(new UnitOptions(512, false));
        byte[] expected = bytes("0812" + "00".repeat(18));

        assertThat(durable.run("1a 08 08 00 ff 00").dataIn()).endsWith(expected);
        assertThat(durable.run("1a 08 48 00 ff 00").dataIn()).endsWith(expected);
        assertThat(durable.run("1a 08 88 00 ff 00").dataIn()).endsWith(expected);
    }

    @Test
    void dataIsCutToTheAllocationLength() {
        assertThat(fixture.run("1a 00 3f 00 04 00").dataIn()).isEqualTo(bytes("43001008"));
    }

    @Test
    void aUnitWithoutADeviceHasNoBlocks() {
        fixture.unit.detach();

        assertThat(fixture.run("1a 00 08 00 0c 00").dataIn()).endsWith(bytes("00000000 00000200"));
    }
}
