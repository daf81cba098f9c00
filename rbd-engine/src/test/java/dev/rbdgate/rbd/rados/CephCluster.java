package dev.rbdgate.rbd.rados;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Ceph cluster of one monitor and one OSD on loopback, in a directory of its own, in some
 * seconds. Its pool is {@code rbd}; {@link #createPool} makes more.
 */
public final class CephCluster implements AutoCloseable {

    private static final long COMMAND_SECONDS = 60;

    /** Whether clients prove who they are. */
    public enum Authentication {
        NONE,
        CEPHX
    }

    /** Where the OSD keeps its objects. */
    public enum Storage {
        /** Quick, and gone when the OSD is killed. */
        MEMORY("memstore"),
        DISK("bluestore");

        private final String name;

        Storage(String name) {
            this.name = name;
        }
    }

    private final Path directory;
    private final Authentication authentication;
    private final Storage storage;
    private final Path conf;
    private final String fsid = UUID.randomUUID().toString();
    private final String osdId = UUID.randomUUID().toString();
    private final int messengerPort;
    private @Nullable Process monitor;
    private @Nullable Process osd;

    private CephCluster(Path directory, Authentication authentication, Storage storage) {
        this.directory = directory;
        this.authentication = authentication;
        this.storage = storage;
        conf = directory.resolve("ceph.conf");
        messengerPort = freePort();
    }

    /** Starts a cluster; blocks until it serves. */
    public static CephCluster start(
            Path directory, Authentication authentication, Storage storage) {
        CephCluster cluster = new CephCluster(directory, authentication, storage);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::killAll));
        try {
            cluster.make();
            return cluster;
        } catch (IOException e) {
            cluster.killAll();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | AssertionError e) {
            cluster.killAll();
            throw e;
        }
    }

    public String fsid() {
        return fsid;
    }

    public Path conf() {
        return conf;
    }

    /** Settings of a store on this cluster: pool rbd, as admin. */
    public RadosStoreSettings settings(int handles) {
        return settings(handles, "rbd");
    }

    /** Settings of a store with these pools. */
    public RadosStoreSettings settings(int handles, String... pools) {
        return new RadosStoreSettings(
                conf,
                RadosStoreSettings.DEFAULT_USER,
                List.of(pools),
                handles,
                RadosStoreSettings.DEFAULT_CONNECT_LIMIT);
    }

    private void make() throws IOException {
        for (String name : List.of("log", "run", "mon", "osd0")) {
            Files.createDirectories(directory.resolve(name));
        }
        int legacyPort = freePort();
        String address = "[v2:127.0.0.1:%d,v1:127.0.0.1:%d]".formatted(messengerPort, legacyPort);
        Files.writeString(conf, configuration(address));
        run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, file("monmap"));
        makeMonitor();
        monitor = daemon("ceph-mon", "-i", "a");
        makeOsd();
        startOsd();
        createPool("rbd");
    }

    private String configuration(String address) {
        String method = authentication == Authentication.CEPHX ? "cephx" : "none";
        return """
        [global]
        fsid = %s
        mon host = %s
        public network = 127.0.0.0/8
        auth cluster required = %s
        auth service required = %s
        auth client required = %s
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 8
        osd crush chooseleaf type = 0
        mon allow pool delete = true
        mon allow pool size one = true
        mon data avail crit = 1
        log file = %s/log/$name.log
        run dir = %s/run
        admin socket = %s/run/$name.$pid.asok
        keyring = %s/$name.keyring
        ms bind ipv6 = false
        [mon.a]
        mon data = %s/mon
        [osd]
        osd data = %s/osd$id
        keyring = %s/osd$id/keyring
        osd objectstore = %s
        memstore device bytes = 4294967296
        bluestore block size = 4294967296
        bluestore block create = true
        """
                .formatted(
                        fsid,
                        address,
                        method,
                        method,
                        method,
                        directory,
                        directory,
                        directory,
                        directory,
                        directory,
                        directory,
                        directory,
                        storage.name);
    }

    private void makeMonitor() {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("ceph-mon", "--mkfs", "-i", "a", "--monmap", file("monmap")));
        if (authentication == Authentication.CEPHX) {
            String keys = file("mon.a.keyring");
            String admin = file("client.admin.keyring");
            run("ceph-authtool", "-C", keys, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *");
            run(
                    List.of("ceph-authtool", "-C", admin, "--gen-key", "-n", "client.admin"),
                    List.of("--cap", "mon", "allow *", "--cap", "osd", "allow *"),
                    List.of("--cap", "mgr", "allow *"));
            run("ceph-authtool", keys, "--import-keyring", admin);
            command.addAll(List.of("--keyring", keys));
        }
        run(command, List.of("-c", conf.toString()));
    }

    private void makeOsd() {
        ceph("osd", "new", osdId);
        if (authentication == Authentication.CEPHX) {
            run(
                    List.of("ceph", "-c", conf.toString(), "auth", "get-or-create", "osd.0"),
                    List.of("mon", "allow profile osd", "osd", "allow *"),
                    List.of("-o", file("osd0/keyring")));
        }
        run(
                List.of("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osdId),
                List.of("-c", conf.toString()));
    }

    /** Makes a pool for images. */
    public void createPool(String name) {
        ceph("osd", "pool", "create", name, "8", "8", "replicated");
        ceph("osd", "pool", "application", "enable", name, "rbd");
    }

    /** Runs {@code ceph} with this cluster's configuration. */
    public String ceph(String... arguments) {
        return run(List.of("ceph", "-c", conf.toString()), List.of(arguments));
    }

    /** Runs {@code rbd} with this cluster's configuration. */
    public String rbd(String... arguments) {
        return run(List.of("rbd", "-c", conf.toString()), List.of(arguments));
    }

    /** Starts {@code rbd} with this cluster's configuration; the caller ends it. */
    public Process startRbd(String... arguments) {
        List<String> command = new ArrayList<>(List.of("rbd", "-c", conf.toString()));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code rados} with this cluster's configuration. */
    public String rados(String... arguments) {
        return run(List.of("rados", "-c", conf.toString()), List.of(arguments));
    }

    /** Makes a user with a keyring where clients look for it. */
    public void createUser(String id, String monitorCaps, String osdCaps) {
        run(
                List.of("ceph", "-c", conf.toString(), "auth", "get-or-create", "client." + id),
                List.of("mon", monitorCaps, "osd", osdCaps),
                List.of("-o", file("client." + id + ".keyring")));
    }

    /** Stops any process in its tracks (SIGSTOP). */
    public void freeze(Process process) {
        signal("-STOP", running(process));
    }

    public void thaw(Process process) {
        signal("-CONT", running(process));
    }

    /** Stops the OSD in its tracks (SIGSTOP): it is there and does not answer. */
    public void freezeOsd() {
        signal("-STOP", running(osd));
    }

    public void thawOsd() {
        signal("-CONT", running(osd));
    }

    /** Kills the OSD as a crash would. */
    public void killOsd() {
        kill(running(osd));
    }

    public void startOsd() {
        osd = daemon("ceph-osd", "-i", "0");
    }

    public void killMonitor() {
        kill(running(monitor));
    }

    public void startMonitor() {
        monitor = daemon("ceph-mon", "-i", "a");
    }

    private static Process running(@Nullable Process process) {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("not running");
        }
        return process;
    }

    private void signal(String signal, Process process) {
        run("kill", signal, String.valueOf(process.pid()));
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        try {
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("pid " + process.pid() + " does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process daemon(String... command) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("-f", "-c", conf.toString()));
        try {
            return new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(
                                    directory.resolve("log/" + command[0] + ".out").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private String run(String... command) {
        return run(List.of(command));
    }

    /** Runs a command line, given in parts, and answers its standard output. */
    @SafeVarargs
    private String run(List<String>... parts) {
        List<String> command = new ArrayList<>();
        for (List<String> part : parts) {
            command.addAll(part);
        }
        try {
            Path errors = Files.createTempFile(directory, "stderr", "");
            Path output = Files.createTempFile(directory, "stdout", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile());
            builder.environment().put("RBD_FORCE_ALLOW_V1", "1");
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(
                        "%s: exit status %d%n%s"
                                .formatted(
                                        String.join(" ", command),
                                        process.exitValue(),
                                        Files.readString(errors)));
            }
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void killAll() {
        for (Process process : new Process[] {osd, monitor}) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    @Override
    public void close() {
        for (Process process : new Process[] {osd, monitor}) {
            if (process != null) {
                kill(process);
            }
        }
    }
}
