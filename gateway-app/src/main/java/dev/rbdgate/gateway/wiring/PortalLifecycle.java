package dev.rbdgate.gateway.wiring;

import dev.rbdgate.gateway.startup.GatewayRuntime;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Opens the portals after the web server and closes them before it: a portal that accepts
 * connections means that all is served.
 */
final class PortalLifecycle implements SmartLifecycle {

    /** Later than Boot's graceful shutdown of the web server, which is later than its start. */
    private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 512;

    private final GatewayRuntime runtime;
    private volatile boolean running;

    PortalLifecycle(GatewayRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void start() {
        var _ = runtime.openPortals();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        runtime.closePortals();
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
