package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class ReceiveCopyOperatingParametersTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void theLimitsOfTheCopyManager() {
        assertThat(fixture.run("84 03 00 00 00 00 00 00 00 00 00 00 04 00 00 00").dataIn())
                .isEqualTo(
                        HexFormat.of()
                                .parseHex(
                                        ("0000002a 01 000000" // no list identifier is fine
                                                        + "0040 0040 00000f00" // descriptors
                                                        + "10000000" // 256 MiB a segment
                                                        + "00000000 00000000 00000000 0000"
                                                        + "0040 40" // 64 copies
                                                        + "00 00 00 000000 02 02 e4")
                                                .replace(" ", "")));
    }

    @Test
    void theyAreCutToTheAllocationLength() {
        assertThat(fixture.run("84 03 00 00 00 00 00 00 00 00 00 00 00 04 00 00").dataIn())
                .containsExactly(0, 0, 0, 0x2a);
    }
}
