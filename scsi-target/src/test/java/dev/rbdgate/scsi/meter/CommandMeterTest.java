package dev.rbdgate.scsi.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rbdgate.block.Latency;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandMeterTest {

    private static final Sense MEDIUM_ERROR =
            Sense.of(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR);

    private final CommandMeter meter = new CommandMeter();

    private void answer(CommandKind kind, long bytes, long micros) {
        meter.started();
        meter.answered(kind, bytes, TimeUnit.MICROSECONDS.toNanos(micros), ScsiStatus.GOOD, null);
    }

    @Test
    void countsOperationsBytesAndTimeByKind() {
        answer(CommandKind.READ, 4096, 100);
        answer(CommandKind.READ, 8192, 300);
        answer(CommandKind.WRITE, 512, 1_000);
        Reading reading = meter.read();
        assertThat(reading.operations(CommandKind.READ)).isEqualTo(2);
        assertThat(reading.bytes(CommandKind.READ)).isEqualTo(12_288);
        assertThat(reading.seconds(CommandKind.READ)).isEqualTo(0.0004, within(1e-12));
        assertThat(reading.operations(CommandKind.WRITE)).isEqualTo(1);
        assertThat(reading.operations()).isEqualTo(3);
        assertThat(reading.has(CommandKind.FLUSH)).isFalse();
        assertThat(reading.errors()).isZero();
    }

    @Test
    void whatHasArrivedAndNotEndedRuns() {
        meter.started();
        meter.started();
        assertThat(meter.isIdle()).isFalse();
        assertThat(meter.read().running()).isEqualTo(2);
        meter.aborted();
        meter.answered(CommandKind.OTHER, 0, 1, ScsiStatus.GOOD, null);
        assertThat(meter.isIdle()).isTrue();
        assertThat(meter.read().running()).isZero();
        assertThat(meter.read().aborted()).isEqualTo(1);
        assertThat(meter.read().operations()).isEqualTo(1);
    }

    @Test
    void errorsAreTheirSenseKeyOrStatus() {
        meter.answered(CommandKind.WRITE, 0, 1, ScsiStatus.CHECK_CONDITION, MEDIUM_ERROR);
        meter.answered(CommandKind.WRITE, 0, 1, ScsiStatus.RESERVATION_CONFLICT, null);
        meter.answered(CommandKind.WRITE, 0, 1, ScsiStatus.BUSY, null);
        meter.answered(CommandKind.WRITE, 0, 1, ScsiStatus.TASK_SET_FULL, null);
        Reading reading = meter.read();
        assertThat(reading.errors(SenseKey.MEDIUM_ERROR)).isEqualTo(1);
        assertThat(reading.errors(SenseKey.HARDWARE_ERROR)).isZero();
        assertThat(reading.reservationConflicts()).isEqualTo(1);
        assertThat(reading.busy()).isEqualTo(2);
        assertThat(reading.errors()).isEqualTo(4);
    }

    @Test
    void readingsAddUpAndSubtract() {
        answer(CommandKind.READ, 10, 30);
        Reading earlier = meter.read();
        answer(CommandKind.READ, 20, 30);
        answer(CommandKind.FLUSH, 0, 30);
        Reading later = meter.read();
        Reading between = later.minus(earlier);
        assertThat(between.operations(CommandKind.READ)).isEqualTo(1);
        assertThat(between.bytes(CommandKind.READ)).isEqualTo(20);
        assertThat(between.operations(CommandKind.FLUSH)).isEqualTo(1);
        assertThat(between.plus(earlier).operations()).isEqualTo(later.operations());
        assertThat(Reading.ZERO.plus(later).bytes(CommandKind.READ)).isEqualTo(30);
        assertThat(earlier.operations()).as("unchanged").isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "20, 0", "21, 1", "50, 1", "999, 5", "30000000, 18", "30000001, 19"})
    void aTimeIsInTheBucketWhoseBoundItDoesNotExceed(long micros, int bucket) {
        answer(CommandKind.READ, 0, micros);
        long[] buckets = meter.read().buckets(CommandKind.READ);
        assertThat(buckets).hasSize(Latency.boundsSeconds().length);
        assertThat(buckets[bucket]).isEqualTo(1);
        assertThat(Arrays.stream(buckets).sum()).isEqualTo(1);
    }

    @Test
    void boundsGoFrom20MicrosecondsTo30SecondsAndAscend() {
        double[] bounds = Latency.boundsSeconds();
        assertThat(bounds).isSorted().startsWith(20e-6).endsWith(Double.POSITIVE_INFINITY);
        assertThat(bounds[bounds.length - 2]).isEqualTo(30);
    }

    @Test
    void quantilesAreInterpolatedInTheirBucket() {
        assertThat(meter.read().quantileSeconds(CommandKind.READ, 0.99)).isZero();
        for (int i = 0; i < 90; i++) {
            answer(CommandKind.READ, 0, 80);
        }
        for (int i = 0; i < 10; i++) {
            answer(CommandKind.READ, 0, 4_000);
        }
        Reading reading = meter.read();
        assertThat(reading.quantileSeconds(CommandKind.READ, 0.9)).isEqualTo(100e-6, within(1e-9));
        assertThat(reading.quantileSeconds(CommandKind.READ, 0.45)).isEqualTo(75e-6, within(1e-9));
        assertThat(reading.quantileSeconds(CommandKind.READ, 0.95))
                .isEqualTo(3_500e-6, within(1e-9));
        answer(CommandKind.WRITE, 0, 60_000_000);
        assertThat(meter.read().quantileSeconds(CommandKind.WRITE, 0.5)).isEqualTo(30);
    }
}
