package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class ReadCapacity16Test {

    private static final String CDB = "9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void tellsCapacityPhysicalBlocksOf4096BytesAndProvisioning() {
        assertThat(UnitFixture.create().run(CDB).dataIn())
                .isEqualTo(bytes("00000000000007ff 00000200 00 03 c000" + "00".repeat(16)));
        assertThat(UnitFixture.create(new UnitOptions(4096, true)).run(CDB).dataIn())
                .isEqualTo(bytes("00000000000000ff 00001000 00 00 c000" + "00".repeat(16)));
    }

    @Test
    void tellsTheLastLbaOfAVeryLargeImage() {
        assertThat(UnitFixture.ofBytes(1L << 60).run(CDB).dataIn())
                .startsWith(bytes("0007ffffffffffff 00000200"));
    }

    @Test
    void dataIsCutToTheAllocationLength() {
        assertThat(
                        UnitFixture.create()
                                .run("9e 10 00 00 00 00 00 00 00 00 00 00 00 08 00 00")
                                .dataIn())
                .isEqualTo(bytes("00000000000007ff"));
    }

    @Test
    void anImageOfNoBlocksHasNoMedium() {
        UnitFixture.ofBytes(0)
                .run(CDB)
                .assertSense(SenseKey.NOT_READY, AdditionalSense.MEDIUM_NOT_PRESENT);
    }

    @Test
    void aGrownImageTellsEveryNexusOnceAndThenItsNewCapacity() {
        UnitFixture fixture = UnitFixture.create();
        fixture.memory.resize(2 << 20);

        fixture.run(CDB).assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_CHANGED);
        assertThat(fixture.run(CDB).dataIn()).startsWith(bytes("0000000000000fff 00000200"));
    }
}
