package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts programs and knows all of them, so that none outlives the benchmark. */
public final class Daemons implements AutoCloseable {

    private final Path logs;
    private final Set<Daemon> started = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    /**
     * @param logs an existing directory for what the programs print
     */
    public Daemons(Path logs) {
        this.logs = logs;
    }

    public Daemon start(String name, Map<String, String> environment, List<String> command) {
        Path log = logs.resolve("%02d-%s.log".formatted(count.incrementAndGet(), name));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            Daemon daemon = new Daemon(name, builder.start(), log);
            started.add(daemon);
            return daemon;
        } catch (IOException e) {
            throw new LabException("cannot run " + command.getFirst(), e);
        }
    }

    /** Ends all that still run. */
    @Override
    public void close() {
        started.forEach(Daemon::close);
        started.clear();
    }
}
