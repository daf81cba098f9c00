package dev.rbdgate.gateway.wiring;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/** What begins after the web server has started, and ends before its graceful shutdown begins. */
final class AfterWebServer implements SmartLifecycle {

    private final int order;
    private final Runnable begin;
    private final Runnable end;
    private volatile boolean running;

    /**
     * @param order those with higher ones begin later, and end sooner
     */
    AfterWebServer(int order, Runnable begin, Runnable end) {
        this.order = order;
        this.begin = begin;
        this.end = end;
    }

    @Override
    public void start() {
        begin.run();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        end.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Later than Boot's graceful shutdown of the web server, which is later than its start. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + order;
    }
}
