package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReportTimestampTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void theHostsClockIsToldUntilAnotherTimeIsSet() {
        long before = System.currentTimeMillis();

        byte[] data = fixture.run("a3 0f 00 00 00 00 00 00 00 0c 00 00").dataIn();

        assertThat(data).hasSize(12).startsWith(0x00, 0x0a, 0x03, 0x00).endsWith(0, 0);
        assertThat(ByteBuffer.wrap(data).getLong(4) >>> 16)
                .isBetween(before, before + Duration.ofMinutes(1).toMillis());
    }

    @Test
    void dataIsCutToTheAllocationLength() {
        assertThat(fixture.run("a3 0f 00 00 00 00 00 00 00 04 00 00").dataIn()).hasSize(4);
    }

    @Test
    void aReservedByteIsRefused() {
        fixture.run("a3 0f 01 00 00 00 00 00 00 0c 00 00").assertInvalidFieldInCdb(2, 0);
    }
}
