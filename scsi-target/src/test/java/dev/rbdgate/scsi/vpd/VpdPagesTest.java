package dev.rbdgate.scsi.vpd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.DeviceTraits;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class VpdPagesTest {

    private final UnitFixture fixture = UnitFixture.create();

    private static byte[] page(UnitFixture unit, String code) {
        return unit.run("12 01 " + code + " 04 00 00").dataIn();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static UnitFixture withTraits(DeviceTraits traits) {
        return UnitFixture.decorated(memory ->
                new ForwardingBlockDevice(memory) {
                    @Override
                    public DeviceTraits traits() {
                        return traits;
                    }
                });
    }

    @Test
    void unitSerialNumber() {
        assertThat(page(fixture, "80")).isEqualTo(bytes("00 80 00 10" + hex("0123456789abcdef")));
    }

    @Test
    void deviceIdentificationNamesUnitPortAndTarget() {
        String expected =
                "01 03 00 08 3123456789abcdef"
                        + "02 01 00 18"
                        + hex("RBDGATE 0123456789abcdef")
                        + "03 08 00 18"
                        + hex("naa.3123456789ABCDEF")
                        + "00000000"
                        + "53 98 00 20"
                        + hex("iqn.2026-11.test:target,t,0x0001");
        byte[] page = page(fixture, "83");

        assertThat(HexFormat.of().formatHex(page).substring(8))
                .startsWith(expected.replace(" ", "").replace("53980020", "53980024"))
                .contains("00000000" + "51940004" + "00000001" + "51950004" + "00000001")
                .endsWith("53a80018" + hex("iqn.2026-11.test:target") + "00");
    }

    @Test
    void extendedInquiryOffersAllTaskAttributesAndTellsOfTheVolatileCache() {
        assertThat(page(fixture, "86"))
                .isEqualTo(bytes("00 86 00 3c 00 07 01 01" + "00".repeat(56)));
        assertThat(page(UnitFixture.create(new UnitOptions(512, false)), "86"))
                .isEqualTo(bytes("00 86 00 3c 00 07 00 01" + "00".repeat(56)));
    }

    @Test
    void blockLimitsIn512ByteBlocks() {
        assertThat(page(fixture, "b0"))
                .isEqualTo(
                        bytes(
                                "00 b0 00 3c"
                                        + "00 ff 00 08" // 255 blocks compare, granularity
                                        + "00010000" // 32 MiB transfer
                                        + "00000800" // 1 MiB optimal
                                        + "00010000" // prefetch
                                        + "00100000" // 512 MiB unmap
                                        + "00000100" // 256 descriptors
                                        + "00000008" // 4 KiB granularity
                                        + "80000000" // aligned to 0
                                        + "0000000000040000" // 128 MiB write same
                                        + "000000200000002000000020" // 16 KiB atomic
                                        + "00".repeat(8)));
    }

    @Test
    void blockLimitsIn4096ByteBlocks() {
        assertThat(page(UnitFixture.create(new UnitOptions(4096, true)), "b0"))
                .isEqualTo(
                        bytes(
                                "00 b0 00 3c 00 ff 00 01 00002000 00000100 00002000 00020000"
                                        + "00000100 00000001 80000000 0000000000008000"
                                        + "000000040000000400000004"
                                        + "00".repeat(8)));
    }

    @Test
    void unmapGranularityStaysUnderOneMebibyte() {
        UnitFixture large =
                withTraits(new DeviceTraits(false, true, true, 4 << 20, 4 << 20, 4 << 20));

        byte[] page = page(large, "b0");

        assertThat(HexFormat.of().formatHex(page, 28, 32)).isEqualTo("00000400");
        assertThat(HexFormat.of().formatHex(page, 12, 16)).isEqualTo("00002000");
    }

    @Test
    void thirdPartyCopyTellsItsCommandsDescriptorsAndLimits() {
        assertThat(page(fixture, "8f"))
                .isEqualTo(
                        bytes(
                                "00 8f 01 74"
                                        // block device ROD limits: 64 ranges, 600 s, 60 s,
                                        // 1 GiB, 64 MiB
                                        + "0000 0020 000000000000 0040 00000258 0000003c"
                                        + "0000000000200000 0000000000020000"
                                        // commands
                                        + "0001 0010 0f 83 05 000110111c"
                                        + "84 06 000304050708"
                                        // parameter data: 64 and 64 descriptors, 3840 bytes
                                        + "0004 001c 00000000 0040 0040 00000f00 00000000"
                                        + "00".repeat(12)
                                        // descriptors, CSCD IDs
                                        + "0008 0004 02 02 e4 00"
                                        + "000c 0004 0002 ffff"
                                        // token features
                                        + "0106 005c 00"
                                        + "00".repeat(11)
                                        + "00000001 ffffffff 00000258"
                                        + "00".repeat(18)
                                        + "0030 00 00 002c 0000 0000"
                                        + "0000000040000000 0000000004000000"
                                        + "0000000040000000 0000000004000000"
                                        + "00".repeat(8)
                                        // tokens: change vulnerable in and out, zeros in
                                        + "0108 0084 0000 0080"
                                        + "00800001 03"
                                        + "00".repeat(59)
                                        + "ffff0001 02"
                                        + "00".repeat(59)
                                        // general: 64 copies, 256 MiB segments
                                        + "8001 0020 00000040 00000040 10000000 0000"
                                        + "00".repeat(18)));
    }

    @Test
    void blockDeviceCharacteristicsSayNonRotating() {
        assertThat(page(fixture, "b1"))
                .isEqualTo(bytes("00 b1 00 3c 00 01 00 40" + "00".repeat(56)));
    }

    @Test
    void logicalBlockProvisioningIsToldForThinDevicesOnly() {
        assertThat(page(fixture, "b2")).isEqualTo(bytes("00 b2 00 04 00 e6 02 00"));
        assertThat(page(withTraits(new DeviceTraits(false, true, false, 4096, 4096, 0)), "b2"))
                .isEqualTo(bytes("00 b2 00 04 00 00 00 00"));
    }

    @Test
    void aFullyProvisionedUnitHasNoUnmap() {
        UnitFixture full = UnitFixture.fullyProvisioned();

        assertThat(page(full, "b1")).isEqualTo(bytes("00 b1 00 3c 00 01" + "00".repeat(58)));
        assertThat(page(full, "b2")).isEqualTo(bytes("00 b2 00 04 00 00 00 00"));
        assertThat(HexFormat.of().formatHex(page(full, "b0"), 20, 36)).isEqualTo("0".repeat(32));
        assertThat(full.run("9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00").dataIn()[14])
                .isZero();
    }

    @Test
    void noManagementAddressesAreTold() {
        assertThat(page(fixture, "85")).isEqualTo(bytes("00 85 00 00"));
    }

    @Test
    void allModePagesAreShared() {
        assertThat(page(fixture, "87")).isEqualTo(bytes("00 87 00 04 3f ff 00 00"));
    }

    @Test
    void scsiPortsAreThoseOfTheTarget() {
        LunInventory inventory =
                new LunInventory(
                        UnitFixture.inventory(fixture.unit, false).luns(),
                        new TreeSet<>(Set.of(1, 2)));
        FakeTask task = FakeTask.of(UnitFixture.NEXUS, "12 01 88 04 00 00");
        new TaskRouter(UnitFixture.NEXUS, inventory).execute(task);

        String port = "0000%s 0000 0000 0000 0028 53980024" + hex("iqn.2026-11.test:target,t,0x");
        assertThat(task.dataIn())
                .isEqualTo(
                        bytes(
                                "00 88 00 68"
                                        + port.formatted("0001")
                                        + hex("0001")
                                        + "00000000"
                                        + port.formatted("0002")
                                        + hex("0002")
                                        + "00000000"));
    }

    @Test
    void thereAreNoReferrals() {
        assertThat(page(fixture, "b3")).isEqualTo(bytes("00 b3 00 0c" + "00".repeat(12)));
    }

    @Test
    void aUnitWithoutADeviceStillHasEveryPage() {
        fixture.unit.detach();

        for (VpdPage each : VpdPages.ALL) {
            assertThat(page(fixture, "%02x".formatted(each.code()))).hasSizeGreaterThanOrEqualTo(4);
        }
    }
}
