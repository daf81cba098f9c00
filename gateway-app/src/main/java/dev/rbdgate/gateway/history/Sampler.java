package dev.rbdgate.gateway.history;

import dev.rbdgate.gateway.history.Traffic.SessionTraffic;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Turns counts into rates, once a second. A session that has ended takes its counts with it, so
 * differences are made session by session; what it did since the look before its end is lost.
 *
 * <p>{@link #run} is called by one thread; any thread reads.
 */
public final class Sampler implements Runnable {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Traffic.Source source;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final History history = new History();
    private Map<Long, Load> before;
    private long lastNanos;
    private long lastSecond;
    private volatile Rates rates = Rates.NONE;

    /**
     * @param clock for the time of samples
     * @param nanoTime for the length of intervals
     */
    public Sampler(Traffic.Source source, Clock clock, LongSupplier nanoTime) {
        this.source = source;
        this.clock = clock;
        this.nanoTime = nanoTime;
        before = loads(source.get());
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
        Traffic traffic = source.get();
        long now = nanoTime.getAsLong();
        double seconds = (now - lastNanos) / NANOS_PER_SECOND;
        if (seconds <= 0) {
            return;
        }
        Load total = Load.NONE;
        int running = 0;
        Map<Long, Rates.Rate> busy = new LinkedHashMap<>();
        for (SessionTraffic session : traffic.sessions()) {
            Load done = session.load().minus(before.getOrDefault(session.id(), Load.NONE));
            total = total.plus(done);
            running += session.running();
            if (!done.equals(Load.NONE)) {
                busy.put(session.id(), Rates.Rate.of(done, seconds));
            }
        }
        Rates.Rate rate = Rates.Rate.of(total, seconds);
        rates = new Rates(clock.instant(), rate, busy);
        before = loads(traffic);
        lastNanos = now;
        keep(rate, running, traffic.sessions().size());
    }

    /** Two samples in one second are one, and so is a clock that was set back. */
    private void keep(Rates.Rate rate, int running, int sessions) {
        long second = clock.instant().getEpochSecond();
        if (second <= lastSecond) {
            return;
        }
        lastSecond = second;
        float[] sample = History.blank();
        set(sample, Column.OPERATIONS, rate.operations());
        set(sample, Column.READ_BYTES, rate.readBytes());
        set(sample, Column.WRITTEN_BYTES, rate.writtenBytes());
        set(sample, Column.ERRORS, rate.errors());
        set(sample, Column.RUNNING, running);
        set(sample, Column.SESSIONS, sessions);
        history.add(second, sample);
    }

    private static void set(float[] sample, Column column, double value) {
        sample[column.ordinal()] = (float) value;
    }

    private static Map<Long, Load> loads(Traffic traffic) {
        Map<Long, Load> loads = new HashMap<>();
        traffic.sessions().forEach(it -> loads.put(it.id(), it.load()));
        return loads;
    }
}
