package dev.rbdgate.gateway.wiring;

import dev.rbdgate.gateway.watch.Watch;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/** Ends the watch before the web server stops, which would wait for open streams of events. */
final class WatchLifecycle implements SmartLifecycle {

    /** Later than Boot's graceful shutdown of the web server, so that it is stopped earlier. */
    private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 256;

    private final Watch watch;
    private volatile boolean running;

    WatchLifecycle(Watch watch) {
        this.watch = watch;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        watch.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
