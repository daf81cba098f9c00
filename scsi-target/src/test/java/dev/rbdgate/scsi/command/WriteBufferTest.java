package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WriteBufferTest {

    private final UnitFixture fixture = UnitFixture.create();

    @Test
    void dataIsReadBackByEveryNexus() {
        fixture.run("3b 02 00 00 02 00 00 02 00 00", pattern(1, 3)).assertGood();

        assertThat(fixture.runOnOther("3c 02 00 00 02 00 00 02 00 00").dataIn())
                .isEqualTo(pattern(1, 3));
        assertThat(fixture.run("3c 02 00 00 00 00 00 02 00 00").dataIn()).containsOnly(0);
    }

    @Test
    void theLastByteCanBeWritten() {
        fixture.run("3b 02 00 00 ff ff 00 00 01 00", new byte[] {7}).assertGood();

        assertThat(fixture.run("3c 02 00 00 ff ff 00 00 ff 00").dataIn()).containsExactly(7);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        fixture.run("3b 02 00 00 ff ff 00 00 02 00", new byte[2]).assertInvalidFieldInCdb(6, -1);
        fixture.run("3b 02 00 01 00 01 00 00 00 00").assertInvalidFieldInCdb(3, -1);
        fixture.run("3b 02 01 00 00 00 00 00 01 00", new byte[1]).assertInvalidFieldInCdb(2, -1);
        fixture.run("3b 0a 00 00 00 00 00 10 01 00", new byte[4097]).assertInvalidFieldInCdb(6, -1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "03", "04", "05", "06", "07", "0b", "0d", "0e", "0f", "1a"})
    void microcodeAndOtherModesAreRefused(String mode) {
        fixture.run("3b " + mode + " 00 00 00 00 00 00 04 00", new byte[4])
                .assertInvalidFieldInCdb(1, 4);
    }

    @Test
    void anInitiatorThatSendsLessWritesLess() {
        fixture.run("3b 02 00 00 00 00 00 00 04 00", new byte[] {1, 2}).assertGood();

        assertThat(fixture.run("3c 02 00 00 00 00 00 00 04 00").dataIn())
                .containsExactly(1, 2, 0, 0);
    }
}
