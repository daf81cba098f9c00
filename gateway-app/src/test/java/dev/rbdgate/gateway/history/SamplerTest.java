package dev.rbdgate.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rbdgate.gateway.traffic.TrafficSnapshot;
import dev.rbdgate.gateway.traffic.TrafficSnapshot.UnitTraffic;
import dev.rbdgate.gateway.traffic.UnitKey;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.CommandMeter;
import dev.rbdgate.scsi.meter.Reading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SamplerTest {

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final UnitKey UNIT = new UnitKey("iqn.2026-11.dev.rbdgate:a", 0, 1);
    private static final long SESSION = 7;

    private final CommandMeter meter = new CommandMeter();
    private Duration elapsed = Duration.ZERO;
    private final Clock clock =
            InstantSource.tick(() -> START.plus(elapsed), Duration.ofNanos(1))
                    .withZone(ZoneOffset.UTC);
    private final Sampler sampler =
            new Sampler(this::traffic, () -> 3, clock, () -> elapsed.toNanos());

    private TrafficSnapshot traffic() {
        Reading reading = meter.read();
        return new TrafficSnapshot(
                reading,
                Reading.ZERO,
                Map.of(UNIT, new UnitTraffic(reading, true)),
                Map.of(),
                Map.of(SESSION, reading),
                Map.of(),
                0,
                Map.of());
    }

    private void run(CommandKind kind, int count, long bytes, Duration each) {
        for (int i = 0; i < count; i++) {
            meter.started();
            meter.answered(kind, bytes, each.toNanos(), ScsiStatus.GOOD, null);
        }
    }

    private void sampleAfter(Duration time) {
        elapsed = elapsed.plus(time);
        sampler.run();
    }

    @Test
    void countsBecomeRatesByTheTimeThatHasPassed() {
        run(CommandKind.READ, 10, 4096, Duration.ofMillis(3));
        run(CommandKind.WRITE, 4, 512, Duration.ofMillis(30));
        run(CommandKind.FLUSH, 2, 0, Duration.ofMillis(1));
        sampleAfter(Duration.ofSeconds(2));
        Rates.Rate total = sampler.rates().total();
        assertThat(total.readOperations()).isEqualTo(5);
        assertThat(total.writeOperations()).isEqualTo(2);
        assertThat(total.otherOperations()).isEqualTo(1);
        assertThat(total.operations()).isEqualTo(8);
        assertThat(total.readBytes()).isEqualTo(20480);
        assertThat(total.writtenBytes()).isEqualTo(1024);
        assertThat(total.readP99().orElseThrow()).isBetween(0.002, 0.005);
        assertThat(total.writeP99().orElseThrow()).isBetween(0.02, 0.05);
        assertThat(sampler.rates().units().get(UNIT)).isEqualTo(total);
        assertThat(sampler.rates().sessions().get(SESSION)).isEqualTo(total);
    }

    @Test
    void whatIsQuietHasNoRatesAndNoTimes() {
        run(CommandKind.READ, 1, 512, Duration.ofMillis(1));
        sampleAfter(Duration.ofSeconds(1));
        sampleAfter(Duration.ofSeconds(1));
        assertThat(sampler.rates().units()).isEmpty();
        assertThat(sampler.rates().sessions()).isEmpty();
        assertThat(sampler.rates().total().readP99()).isEmpty();
    }

    @Test
    void everySecondIsKeptWithHowManySessionsThereAre() {
        run(CommandKind.WRITE, 6, 1024, Duration.ofMillis(1));
        sampleAfter(Duration.ofSeconds(1));
        sampleAfter(Duration.ofSeconds(1));
        History.Excerpt excerpt = sampler.history().since(0, 1);
        assertThat(excerpt.times())
                .containsExactly(START.getEpochSecond() + 1, START.getEpochSecond() + 2);
        assertThat(excerpt.columns().get(Column.WRITE_OPERATIONS)).containsExactly(6f, 0f);
        assertThat(excerpt.columns().get(Column.WRITTEN_BYTES)).containsExactly(6144f, 0f);
        assertThat(excerpt.columns().get(Column.SESSIONS)).containsExactly(3f, 3f);
        List<Float> times = Objects.requireNonNull(excerpt.columns().get(Column.WRITE_P50));
        assertThat(times.getFirst()).isCloseTo(0.001f, within(0.001f));
        assertThat(times.getLast()).isNaN();
        assertThat(excerpt.columns().get(Column.READ_P99)).containsOnly(Float.NaN);
    }

    @Test
    void twoSamplesInOneSecondAreOneAndAClockThatWasSetBackIsWaitedFor() {
        sampleAfter(Duration.ofSeconds(5));
        sampleAfter(Duration.ofMillis(200));
        sampleAfter(Duration.ofSeconds(-3));
        assertThat(sampler.history().since(0, 1).times())
                .containsExactly(START.getEpochSecond() + 5);
    }
}
