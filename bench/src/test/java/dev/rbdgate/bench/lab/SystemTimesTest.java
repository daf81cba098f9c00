package dev.rbdgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemTimesTest {

    @Test
    void stealIsTheEighthFigureAndGuestTimesAreNotCountedTwice() {
        SystemTimes times = SystemTimes.parse("cpu  10 20 30 40 0 0 0 5 99 99\ncpu0 1 2\n");
        assertThat(times).isEqualTo(new SystemTimes(105, 5));
    }

    @Test
    void stealIsAPartOfTheTimeThatPassed() {
        SystemTimes before = new SystemTimes(100, 10);
        assertThat(new SystemTimes(300, 60).stealSince(before)).isEqualTo(0.25);
    }

    @Test
    void noTimePassedMeansNothingStolen() {
        SystemTimes now = new SystemTimes(100, 10);
        assertThat(now.stealSince(now)).isZero();
    }
}
