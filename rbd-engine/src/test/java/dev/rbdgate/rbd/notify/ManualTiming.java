package dev.rbdgate.rbd.notify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Time that passes when a test says so. */
public final class ManualTiming implements Timing {

    private record Alarm(long at, CompletableFuture<Void> rings) {}

    private final List<Alarm> alarms = new ArrayList<>();
    private long now = 1_000_000_000L;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> rings = new CompletableFuture<>();
        alarms.add(new Alarm(now + delay.toNanos(), rings));
        return rings;
    }

    /** Lets time pass; what was to happen meanwhile happens in order. */
    public void pass(Duration time) {
        long end = nanoTime() + time.toNanos();
        for (Alarm next = due(end); next != null; next = due(end)) {
            next.rings.complete(null);
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized @Nullable Alarm due(long end) {
        Alarm next =
                alarms.stream()
                        .filter(alarm -> alarm.at <= end)
                        .min(Comparator.comparingLong(Alarm::at))
                        .orElse(null);
        if (next != null) {
            alarms.remove(next);
            now = Math.max(now, next.at);
        }
        return next;
    }
}
