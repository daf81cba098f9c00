package dev.rbdgate.gateway.history;

import dev.rbdgate.gateway.traffic.TrafficSnapshot;
import dev.rbdgate.gateway.traffic.TrafficSnapshot.UnitTraffic;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.Reading;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns counts into rates, once a second.
 *
 * <p>{@link #run} is called by one thread; any thread reads.
 */
public final class Sampler implements Runnable {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<TrafficSnapshot> traffic;
    private final IntSupplier sessions;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final History history = new History();
    private TrafficSnapshot before;
    private long lastNanos;
    private long lastSecond;
    private volatile Rates rates = Rates.NONE;

    /**
     * @param traffic what was counted until now
     * @param sessions how many there are
     * @param clock for the time of samples
     * @param nanoTime for the length of intervals
     */
    public Sampler(
            Supplier<TrafficSnapshot> traffic,
            IntSupplier sessions,
            Clock clock,
            LongSupplier nanoTime) {
        this.traffic = traffic;
        this.sessions = sessions;
        this.clock = clock;
        this.nanoTime = nanoTime;
        before = traffic.get();
        lastNanos = nanoTime.getAsLong();
        lastSecond = clock.instant().getEpochSecond();
    }

    public History history() {
        return history;
    }

    /** Of the last interval. */
    public Rates rates() {
        return rates;
    }

    /** Takes a sample. */
    @Override
    public void run() {
        TrafficSnapshot now = traffic.get();
        long nanos = nanoTime.getAsLong();
        double seconds = (nanos - lastNanos) / NANOS_PER_SECOND;
        if (seconds <= 0) {
            return;
        }
        Reading done = now.total().minus(before.total());
        Rates.Rate total = Rates.Rate.of(done, seconds);
        long running = now.total().running();
        rates =
                new Rates(
                        clock.instant(),
                        total,
                        running,
                        busy(before.units(), now.units(), UnitTraffic::reading, seconds),
                        busy(before.sessions(), now.sessions(), Function.identity(), seconds));
        before = now;
        lastNanos = nanos;
        keep(total, done, running);
    }

    /** The rates of those that did something. */
    private static <K, T> Map<K, Rates.Rate> busy(
            Map<K, T> before, Map<K, T> now, Function<T, Reading> reading, double seconds) {
        Map<K, Rates.Rate> busy = new LinkedHashMap<>();
        now.forEach((key, counted) -> {
            T earlier = before.get(key);
            Reading done =
                    since(earlier == null ? null : reading.apply(earlier), reading.apply(counted));
            if (done.operations() > 0) {
                busy.put(key, Rates.Rate.of(done, seconds));
            }
        });
        return busy;
    }

    /** One that is counted anew may have been there before, and have been forgotten meanwhile. */
    private static Reading since(@Nullable Reading earlier, Reading now) {
        return earlier == null || earlier.operations() > now.operations()
                ? now
                : now.minus(earlier);
    }

    /** Two samples in one second are one, and a clock that was set back is waited for. */
    private void keep(Rates.Rate rate, Reading done, long running) {
        long second = clock.instant().getEpochSecond();
        if (second <= lastSecond) {
            return;
        }
        lastSecond = second;
        history.add(second, column -> value(column, rate, done, running));
    }

    private double value(Column column, Rates.Rate rate, Reading done, long running) {
        return switch (column) {
            case READ_OPERATIONS -> rate.readOperations();
            case WRITE_OPERATIONS -> rate.writeOperations();
            case OTHER_OPERATIONS -> rate.otherOperations();
            case READ_BYTES -> rate.readBytes();
            case WRITTEN_BYTES -> rate.writtenBytes();
            case ERRORS -> rate.errors();
            case READ_P50 -> quantile(done, CommandKind.READ, 0.50);
            case READ_P95 -> quantile(done, CommandKind.READ, 0.95);
            case READ_P99 -> quantile(done, CommandKind.READ, 0.99);
            case WRITE_P50 -> quantile(done, CommandKind.WRITE, 0.50);
            case WRITE_P95 -> quantile(done, CommandKind.WRITE, 0.95);
            case WRITE_P99 -> quantile(done, CommandKind.WRITE, 0.99);
            case RUNNING -> running;
            case SESSIONS -> sessions.getAsInt();
        };
    }

    private static double quantile(Reading done, CommandKind kind, double share) {
        return Rates.quantile(done, kind, share).orElse(Double.NaN);
    }
}
