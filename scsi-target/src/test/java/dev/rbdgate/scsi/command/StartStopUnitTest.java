package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StartStopUnitTest {

    private final UnitFixture fixture = UnitFixture.create();

    @BeforeEach
    void fill() {
        fixture.run("2a 00 00 00 00 00 00 00 08 00", pattern(8, 1)).assertGood();
    }

    @Test
    void stoppingEmptiesTheCacheAndLeavesTheUnitReady() {
        fixture.run("1b 00 00 00 00 00").assertGood();
        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).isEqualTo(pattern(8, 1));
    }

    @Test
    void noFlushLeavesTheCacheAsItIs() {
        fixture.run("1b 00 00 00 04 00").assertGood();
        fixture.memory.losePower();

        assertThat(fixture.run("28 00 00 00 00 00 00 00 08 00").dataIn()).containsOnly(0);
    }

    @Test
    void startingIsGood() {
        fixture.run("1b 01 00 00 01 00").assertGood();
    }

    @Test
    void ejectingAndPowerConditionsAreRefused() {
        fixture.run("1b 00 00 00 02 00").assertInvalidFieldInCdb(4, 1);
        fixture.run("1b 00 00 00 10 00").assertInvalidFieldInCdb(4, 4);
        fixture.run("1b 00 00 01 00 00").assertInvalidFieldInCdb(3, 0);
    }
}
