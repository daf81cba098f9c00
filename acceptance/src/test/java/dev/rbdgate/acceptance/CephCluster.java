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
 * A real Ceph cluster of one monitor and one OSD, or some, inside a {@link Network}, where the
 * gateway, {@code rbd}, QEMU and the guests' krbd reach it. Its pool is {@code rbd}.
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
    private final Shape shape;
    private @Nullable Process monitor;

    /** By their ids, which count from 0. */
    private final List<Process> osds = new ArrayList<>();

    /**
     * What kind of cluster.
     *
     * @param readLease longer than the OSD will be frozen: a lease of reads that runs out is
     *     renewed by the answer of another OSD, and there is none. As long a restarted OSD waits.
     * @param osds how many
     * @param authentication {@code cephx} or {@code none}
     */
    record Shape(Duration readLease, int osds, String authentication) {

        static Shape oneOsd(Duration readLease) {
            return new Shape(readLease, 1, "none");
        }

        boolean hasKeys() {
            return authentication.equals("cephx");
        }
    }

    /** Starts a cluster; blocks until it serves. */
    CephCluster(Network network, Path directory, Shape shape) {
        this.network = network;
        this.directory = directory;
        this.shape = shape;
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
        for (String name : List.of("log", "run", "mon")) {
            Files.createDirectories(directory.resolve(name));
        }
        String fsid = UUID.randomUUID().toString();
        String address =
                "[v2:%1$s:%2$d,v1:%1$s:%3$d]"
                        .formatted(Network.ADDRESS, MESSENGER_PORT, LEGACY_PORT);
        Files.writeString(conf, configuration(fsid, address));
        String map = directory.resolve("monmap").toString();
        run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, map);
        makeMonitor(map);
        startMonitor();
        for (int id = 0; id < shape.osds(); id++) {
            makeOsd(id);
        }
        createPool("rbd");
    }

    private void makeMonitor(String map) {
        List<String> command =
                new ArrayList<>(List.of("ceph-mon", "--mkfs", "-i", "a", "--monmap", map));
        if (shape.hasKeys()) {
            String keys = directory.resolve("mon.a.keyring").toString();
            String admin = directory.resolve("client.admin.keyring").toString();
            String[] all = {"--cap", "mon", "allow *", "--cap", "osd", "allow *"};
            authtool(keys, "mon.", "--cap", "mon", "allow *");
            authtool(admin, "client.admin", all);
            run("ceph-authtool", keys, "--import-keyring", admin);
            command.addAll(List.of("--keyring", keys));
        }
        command.addAll(List.of("-c", conf.toString()));
        run(command.toArray(String[]::new));
    }

    private void authtool(String file, String name, String... caps) {
        List<String> command =
                new ArrayList<>(List.of("ceph-authtool", "-C", file, "--gen-key", "-n", name));
        command.addAll(Arrays.asList(caps));
        run(command.toArray(String[]::new));
    }

    private void makeOsd(int id) throws IOException {
        Path home = Files.createDirectories(directory.resolve("osd" + id));
        String uuid = UUID.randomUUID().toString();
        ceph("osd", "new", uuid);
        if (shape.hasKeys()) {
            createUser("osd." + id, home.resolve("keyring"), "allow profile osd", "allow *");
        }
        run(
                "ceph-osd",
                "-i",
                String.valueOf(id),
                "--mkfs",
                "--osd-uuid",
                uuid,
                "-c",
                conf.toString());
        osds.add(daemon("ceph-osd", String.valueOf(id)));
    }

    /** Makes a client whose keyring lies where clients look for it. */
    void createClient(String id, String monitorCaps, String osdCaps) {
        Path keyring = directory.resolve("client." + id + ".keyring");
        createUser("client." + id, keyring, monitorCaps, osdCaps);
    }

    private void createUser(String name, Path keyring, String monitorCaps, String osdCaps) {
        ceph(
                "auth",
                "get-or-create",
                name,
                "mon",
                monitorCaps,
                "osd",
                osdCaps,
                "-o",
                keyring.toString());
    }

    /** Watches end sooner than by default (30 s): a takeover waits for the end of one. */
    private String configuration(String fsid, String address) {
        return """
        [global]
        fsid = %1$s
        mon host = %2$s
        public network = 10.77.0.0/24
        auth cluster required = %5$s
        auth service required = %5$s
        auth client required = %5$s
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
        keyring = %3$s/$name.keyring
        ms bind ipv6 = false
        [mon.a]
        mon data = %3$s/mon
        [osd]
        osd data = %3$s/osd$id
        keyring = %3$s/osd$id/keyring
        osd client watch timeout = 10
        osd objectstore = bluestore
        bluestore block size = 4294967296
        bluestore block create = true
        """
                .formatted(
                        fsid,
                        address,
                        directory,
                        shape.readLease().toSeconds() / HEARTBEAT_GRACE.toSeconds(),
                        shape.authentication());
    }

    /** Makes a pool for images. */
    void createPool(String name) {
        ceph("osd", "pool", "create", name, "8", "8", "replicated");
        ceph("osd", "pool", "application", "enable", name, "rbd");
    }

    /** Makes a pool for images' data whose objects are split over three OSDs, one for parity. */
    void createErasureCodedPool(String name) {
        ceph("osd", "erasure-code-profile", "set", name, "k=2", "m=1", "crush-failure-domain=osd");
        ceph("osd", "pool", "create", name, "8", "8", "erasure", name);
        ceph("osd", "pool", "set", name, "allow_ec_overwrites", "true");
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
        signal("-STOP", osds.getFirst());
    }

    void thawOsd() {
        signal("-CONT", osds.getFirst());
    }

    void killOsd() {
        end(osds.getFirst());
    }

    void startOsd() {
        osds.set(0, daemon("ceph-osd", "0"));
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

    private static void signal(String signal, Process process) {
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
        osds.forEach(CephCluster::end);
        end(monitor);
    }
}
