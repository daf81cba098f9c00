package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportSupportedOperationCodesTest {

    private final UnitFixture fixture = UnitFixture.create();

    private byte[] report(String option, String operationCode, String serviceAction) {
        return fixture.run(
                        "a3 0c %s %s %s 00 00 10 00 00 00"
                                .formatted(option, operationCode, serviceAction))
                .dataIn();
    }

    @Test
    void allCommandsAreListedWithTheirServiceActions() {
        ByteBuffer data = ByteBuffer.wrap(report("00", "00", "00 00"));

        assertThat(data.getInt()).isEqualTo(8 * CommandTable.ENTRIES.size());
        for (CommandEntry entry : CommandTable.ENTRIES) {
            assertThat(data.get() & 0xff).isEqualTo(entry.operationCode());
            assertThat(data.get()).isZero();
            assertThat(data.getShort()).isEqualTo((short) Math.max(0, entry.serviceAction()));
            assertThat(data.get()).isZero();
            assertThat(data.get()).isEqualTo((byte) (entry.hasServiceAction() ? 1 : 0));
            assertThat(data.getShort()).isEqualTo((short) entry.usage().length());
        }
        assertThat(data.hasRemaining()).isFalse();
    }

    @Test
    void whatAUnitDoesNotOfferIsNotListed() {
        UnitFixture full = UnitFixture.fullyProvisioned();
        long offered =
                CommandTable.ENTRIES.stream()
                        .map(CommandEntry::name)
                        .filter(it -> !it.equals("UNMAP") && !it.equals("SANITIZE, BLOCK ERASE"))
                        .count();

        byte[] all = full.run("a3 0c 00 00 00 00 00 00 10 00 00 00").dataIn();

        assertThat(ByteBuffer.wrap(all).getInt()).isEqualTo((int) (8 * offered));
        assertThat(full.run("a3 0c 01 42 00 00 00 00 10 00 00 00").dataIn())
                .asHexString()
                .isEqualTo("00010000");
    }

    @Test
    void allCommandsWithTimeouts() {
        ByteBuffer data = ByteBuffer.wrap(report("80", "00", "00 00"));

        assertThat(data.getInt()).isEqualTo(20 * CommandTable.ENTRIES.size());
        assertThat(data.get(4 + 5) & 0x02).isEqualTo(0x02);
        assertThat(data.getShort(4 + 8)).isEqualTo((short) 0x0a);
    }

    @ParameterizedTest
    @CsvSource({
        // READ(10)
        "01, 28, 00 00, 0003000A2818FFFFFFFF3FFFFF00",
        "03, 28, 00 00, 0003000A2818FFFFFFFF3FFFFF00",
        // READ CAPACITY(16)
        "02, 9e, 00 10, 000300109E100000000000000000FFFFFFFF0000",
        "03, 9e, 00 10, 000300109E100000000000000000FFFFFFFF0000",
        // TEST UNIT READY with timeouts
        "81, 00, 00 00, 00830006000000000000000A00000000000000000000",
        // unknown: operation code, service action
        "01, ff, 00 00, 00010000",
        "02, ff, 00 00, 00010000",
        "03, 28, 00 01, 00010000",
        "02, 9e, 00 1f, 00010000",
        "02, 9e, ff 10, 00010000",
        "81, ff, 00 00, 00010000"
    })
    void oneCommandWithItsUsageData(
            String option, String operationCode, String serviceAction, String expected) {
        assertThat(report(option, operationCode, serviceAction)).asHexString().isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"01, 9e", "02, 28", "04, 00", "07, 00"})
    void anOptionThatDoesNotFitTheOperationCodeIsRefused(String option, String operationCode) {
        fixture.run("a3 0c %s %s 00 10 00 00 10 00 00 00".formatted(option, operationCode))
                .assertInvalidFieldInCdb(2, 2);
    }

    @Test
    void dataIsCutToTheAllocationLength() {
        assertThat(fixture.run("a3 0c 00 00 00 00 00 00 00 04 00 00").dataIn()).hasSize(4);
    }
}
