package dev.rbdgate.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Ceph cluster of one monitor and one OSD inside a {@link Network}, where the gateway,
 * {@code rbd}, QEMU and the guests' krbd reach it. Its pool is {@code rbd}.
 */
final class CephCluster implements AutoCloseable {

    /** The legacy messenger's port of the monitor, which is the one that krbd speaks to. */
    static final int LEGACY_PORT = 40001;

    private static final int MESSENGER_PORT = 40000;
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(60);

    /** Time that an OSD gives others to tell that they are there (osd heartbeat grace). */
    private static final Duration HEARTBEAT_GRACE = Duration.ofSeconds(20);

    private final Network network;
    private final Path directory;
    private final Path conf;
    private final Duration readLease;
    private @Nullable Process monitor;
    private @Nullable Process osd;

    /**
     * Starts a cluster; blocks until it serves.
     *
     * @param readLease longer than the OSD will be frozen: a lease of reads that runs out is
     *     renewed by the answer of another OSD, and there is none. As long a restarted OSD waits.
     */
    CephCluster(Network network, Path directory, Duration readLease) {
        this.network = network;
        this.directory = directory;
        this.readLease = readLease;
        conf = directory.resolve("ceph.conf");
        try {
            make();
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** The cluster's configuration file. */
    Path conf() {
        return conf;
    }

    private void make() throws IOException {
        for (String name : List.of("log", "run", "mon", "osd0")) {
            Files.createDirectories(directory.resolve(name));
        }
        String fsid = UUID.randomUUID().toString();
        String osdId = UUID.randomUUID().toString();
        String address =
                "[v2:%1$s:%2$d,v1:%1$s:%3$d]"
                        .formatted(Network.ADDRESS, MESSENGER_PORT, LEGACY_PORT);
        Files.writeString(conf, configuration(fsid, address));
        String map = directory.resolve("monmap").toString();
        run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, map);
        run("ceph-mon", "--mkfs", "-i", "a", "--monmap", map, "-c", conf.toString());
        startMonitor();
        ceph("osd", "new", osdId);
        run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osdId, "-c", conf.toString());
        startOsd();
        createPool("rbd");
    }

    /** Watches end sooner than by default (30 s): a takeover waits for the end of one. */
    private String configuration(String fsid, String address) {
        return """
        [global]
        fsid = %1$s
        mon host = %2$s
        public network = 10.77.0.0/24
        auth cluster required = none
        auth service required = none
        auth client required = none
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default read lease ratio = %4$d
        osd crush chooseleaf type = 0
        mon allow pool delete = true
        mon allow pool size one = true
        mon data avail crit = 1
        log file = %3$s/log/$name.log
        run dir = %3$s/run
        admin socket = %3$s/run/$name.$pid.asok
        ms bind ipv6 = false
        [mon.a]
        mon data = %3$s/mon
        [osd]
        osd data = %3$s/osd$id
        osd client watch timeout = 10
        osd objectstore = bluestore
        bluestore block size = 4294967296
        bluestore block create = true
        """
                .formatted(
                        fsid,
                        address,
                        directory,
                        readLease.toSeconds() / HEARTBEAT_GRACE.toSeconds());
    }

    /** Makes a pool for images. */
    void createPool(String name) {
        ceph("osd", "pool", "create", name, "8", "8", "replicated");
        ceph("osd", "pool", "application", "enable", name, "rbd");
    }

    /** Lets images be cloned without protecting the snapshot, as newer clusters do (clone v2). */
    void allowNewClones() {
        ceph("osd", "set-require-min-compat-client", "mimic");
    }

    /** Runs {@code ceph} on this cluster. */
    String ceph(String... arguments) {
        return tool("ceph", arguments);
    }

    /** Runs {@code rbd} on this cluster. */
    String rbd(String... arguments) {
        return tool("rbd", arguments);
    }

    private String tool(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(name, "-c", conf.toString()));
        command.addAll(Arrays.asList(arguments));
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) {
        return Command.run(
                        COMMAND_LIMIT,
                        // Format 1 is refused by today's tools otherwise.
                        Map.of("RBD_FORCE_ALLOW_V1", "1"),
                        network.inside(Arrays.asList(command)))
                .ok();
    }

    /** Stops the OSD in its tracks (SIGSTOP): it is there and does not answer. */
    void freezeOsd() {
        signal("-STOP", osd);
    }

    void thawOsd() {
        signal("-CONT", osd);
    }

    void killOsd() {
        end(osd);
    }

    void startOsd() {
        osd = daemon("ceph-osd", "0");
    }

    void killMonitor() {
        end(monitor);
    }

    void startMonitor() {
        monitor = daemon("ceph-mon", "a");
    }

    private Process daemon(String program, String id) {
        List<String> command =
                network.inside(List.of(program, "-i", id, "-f", "-c", conf.toString()));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(
                                    directory.resolve("log/" + program + ".out").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + program, e);
        }
    }

    private static void signal(String signal, @Nullable Process process) {
        if (process == null) {
            throw new IllegalStateException("not running");
        }
        Command.run("kill", signal, String.valueOf(process.pid())).ok();
    }

    private static void end(@Nullable Process process) {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("pid " + process.pid() + " does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end(osd);
        end(monitor);
    }
}
