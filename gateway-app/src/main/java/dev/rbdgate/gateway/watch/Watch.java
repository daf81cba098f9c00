package dev.rbdgate.gateway.watch;

import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.history.Sampler;
import dev.rbdgate.gateway.traffic.Traffic;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the gateway at fixed intervals, for as long as it runs, on threads of its own: one for
 * each look, since a store that does not answer holds up who asks it.
 */
public final class Watch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    /** Between two samples of the history, which keeps one for each second. */
    private static final Duration SAMPLE = Duration.ofSeconds(1);

    /** Between two looks at what changes by itself: sooner than anybody wonders. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Between two looks at the space that is left: a fast disk fills some GiB in it. */
    private static final Duration SPACE = Duration.ofSeconds(2);

    private static final int LOOKS = 3;

    private final Gateway gateway;
    private final Sampler sampler;
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(
                    LOOKS, Thread.ofPlatform().name("watch-", 1).daemon().factory());

    private Watch(Gateway gateway, Traffic traffic, Clock clock) {
        this.gateway = gateway;
        sampler =
                new Sampler(
                        traffic::snapshot, gateway.system()::sessionCount, clock, System::nanoTime);
    }

    /** Begins to look. */
    public static Watch start(Gateway gateway, Traffic traffic, Clock clock) {
        Watch watch = new Watch(gateway, traffic, clock);
        watch.repeat(watch.sampler, SAMPLE);
        watch.repeat(new StateWatcher(gateway), LOOK);
        watch.repeat(gateway.space()::look, SPACE);
        return watch;
    }

    private void repeat(Runnable look, Duration interval) {
        var _ =
                timer.scheduleAtFixedRate(
                        () -> carefully(look),
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** A look that fails, as while a cluster does not answer, is not the last one. */
    private static void carefully(Runnable look) {
        try {
            look.run();
        } catch (RuntimeException e) {
            log.debug("A look at the gateway failed", e);
        }
    }

    public Sampler sampler() {
        return sampler;
    }

    /** Looks no more, and ends the streams of events, for which the web server would wait. */
    @Override
    public void close() {
        timer.shutdownNow();
        gateway.events().close();
    }
}
