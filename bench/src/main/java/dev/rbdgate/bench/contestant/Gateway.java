package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.Daemon;
import dev.rbdgate.bench.lab.Daemons;
import dev.rbdgate.bench.lab.LabException;
import dev.rbdgate.bench.lab.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gateway as an operator starts it, {@code ./rbdgate up}, on a data directory of its own. */
public final class Gateway implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Daemons daemons;
    private final Path script;
    private final Path dataDirectory;
    private final int port;
    private final int httpPort;
    private final Map<String, String> environment;
    private @Nullable Daemon daemon;
    private @Nullable GatewayApi api;

    /**
     * @param script the root script
     * @param environment settings beyond the directory and the ports
     */
    public Gateway(
            Daemons daemons,
            Path script,
            Path dataDirectory,
            int port,
            int httpPort,
            Map<String, String> environment) {
        this.daemons = daemons;
        this.script = script;
        this.dataDirectory = dataDirectory;
        this.port = port;
        this.httpPort = httpPort;
        this.environment = new HashMap<>(environment);
        this.environment.put("RBDGATE_DATA_DIR", dataDirectory.toString());
        this.environment.put("RBDGATE_ISCSI_HOST", "127.0.0.1");
        this.environment.put("RBDGATE_ISCSI_PORT", String.valueOf(port));
        this.environment.put("RBDGATE_HTTP_PORT", String.valueOf(httpPort));
    }

    /** Starts it and does not wait. */
    public void launch() {
        daemon = daemons.start("rbdgate", environment, List.of(script.toString(), "up"));
    }

    /** Starts it and waits until its portal accepts connections, which is when all is served. */
    public void start() {
        launch();
        Wait.until(
                "the gateway's portal",
                START_LIMIT,
                () -> {
                    daemon().checkAlive();
                    return Wait.listens(port);
                });
    }

    public Daemon daemon() {
        if (daemon == null) {
            throw new LabException("the gateway was never started");
        }
        return daemon;
    }

    /** Its REST, once it has started. */
    public GatewayApi api() {
        if (api == null) {
            api = new GatewayApi(httpPort, dataDirectory);
        }
        return api;
    }

    /** The URL of a unit. */
    public String url(String iqn, int lun) {
        return Volumes.url(port, iqn, lun);
    }

    /** Asks it to end and waits until it has. */
    public void stop() {
        daemon().stop();
    }

    @Override
    public void close() {
        if (api != null) {
            api.close();
        }
        if (daemon != null) {
            daemon.close();
        }
    }
}
