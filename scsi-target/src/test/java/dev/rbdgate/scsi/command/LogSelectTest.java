package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.bytes;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogSelectTest {

    private final UnitFixture fixture = UnitFixture.create();

    @BeforeEach
    void count() {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();
        fixture.run("28 00 00 00 00 00 00 00 08 00").assertGood();
    }

    private long value(String page, int offset) {
        return ByteBuffer.wrap(fixture.run("4d 00 " + page + " 00 00 00 00 04 00 00").dataIn())
                .getLong(offset);
    }

    private long bytesWritten() {
        return value("42", 20);
    }

    private long bytesRead() {
        return value("43", 20);
    }

    private long blocksWritten() {
        return value("59", 24);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4c 02 00 00 00 00 00 00 00 00", // PCR
                "4c 02 c0 00 00 00 00 00 00 00",
                "4c 00 c0 00 00 00 00 00 00 00" // default cumulative values
            })
    void everyCounterIsReset(String cdb) {
        fixture.run(cdb).assertGood();

        assertThat(bytesWritten()).isZero();
        assertThat(bytesRead()).isZero();
        assertThat(blocksWritten()).isZero();
    }

    @Test
    void thePageThatIsNamedIsResetAlone() {
        fixture.run("4c 02 02 00 00 00 00 00 00 00").assertGood();

        assertThat(bytesWritten()).isZero();
        assertThat(bytesRead()).isEqualTo(4096);
        assertThat(blocksWritten()).isEqualTo(8);
        fixture.run("4c 02 19 00 00 00 00 00 00 00").assertGood();
        assertThat(blocksWritten()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "40", "80"})
    void withoutPcrAnEmptyListChangesNothing(String control) {
        fixture.run("4c 00 " + control + " 00 00 00 00 00 00 00").assertGood();

        assertThat(bytesWritten()).isEqualTo(4096);
    }

    @Test
    void theOtherNexusesAreToldOfAReset() {
        fixture.runOnOther("00 00 00 00 00 00").assertGood();

        fixture.run("4c 02 00 00 00 00 00 00 00 00").assertGood();

        fixture.run("00 00 00 00 00 00").assertGood();
        fixture.runOnOther("00 00 00 00 00 00")
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.LOG_PARAMETERS_CHANGED);
    }

    @ParameterizedTest
    @CsvSource({
        "4c 02 00 00 00 00 00 00 04 00, 1, 1", // PCR with a list
        "4c 01 00 00 00 00 00 00 00 00, 1, 0", // SP
        "4c 02 0d 00 00 00 00 00 00 00, 2, 5", // no such page
        "4c 02 02 01 00 00 00 00 00 00, 2, 5",
        "4c 00 02 00 00 00 00 00 04 00, 2, 5", // a page and a list
    })
    void otherFieldsAreRefused(String cdb, int byteOffset, int bit) {
        fixture.run(cdb, new byte[4]).assertInvalidFieldInCdb(byteOffset, bit);
    }

    @Test
    void aListCanSetNoValue() {
        byte[] page = fixture.run("4d 00 42 00 00 00 00 04 00 00").dataIn();

        fixture.run("4c 00 40 00 00 00 00 00 28 00", page).assertInvalidFieldInParameterList(2, -1);
        fixture.run("4c 00 40 00 00 00 00 00 04 00", bytes("0d000000"))
                .assertInvalidFieldInParameterList(0, 5);
        fixture.run("4c 00 40 00 00 00 00 00 08 00", bytes("02000000 03000000")).assertGood();
        fixture.run("4c 00 40 00 00 00 00 00 03 00", bytes("020000"))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
}
