package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SetTimestampTest {

    private static final String SET = "a4 0f 00 00 00 00 00 00 00 0c 00 00";
    private static final long TIME = 0x1234_5678_9abcL;
    private static final byte[] LIST = UnitFixture.bytes("00000000 123456789abc 0000");

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void theClockGoesOnFromTheTimeThatWasSetAndTheOthersAreTold() {
        fixture.runOnOther("00 00 00 00 00 00").assertGood();

        fixture.run(SET, LIST).assertGood();

        byte[] data = fixture.run("a3 0f 00 00 00 00 00 00 00 0c 00 00").dataIn();
        assertThat(data).startsWith(0x00, 0x0a, 0x02, 0x00);
        assertThat(ByteBuffer.wrap(data).getLong(4) >>> 16)
                .isBetween(TIME, TIME + Duration.ofMinutes(1).toMillis());
        fixture.run("00 00 00 00 00 00").assertGood();
        fixture.runOnOther("00 00 00 00 00 00")
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.TIMESTAMP_CHANGED);
    }

    @Test
    void anEmptyListIsGood() {
        fixture.run("a4 0f 00 00 00 00 00 00 00 00 00 00").assertGood();
    }

    @Test
    void aListOfAnotherLengthIsRefused() {
        fixture.run("a4 0f 00 00 00 00 00 00 00 0b 00 00", new byte[11])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        fixture.run("a4 0f 00 00 00 00 00 00 00 0d 00 00", new byte[13])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        fixture.run(SET, new byte[8])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
}
