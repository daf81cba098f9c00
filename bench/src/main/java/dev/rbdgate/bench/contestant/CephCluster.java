package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.lab.Command;
import dev.rbdgate.bench.lab.Daemons;
import dev.rbdgate.bench.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A Ceph cluster of one monitor and one OSD on loopback. librbd's cache is off for everyone. The
 * OSD's holds all images from the moment they are filled, as the page cache does for the local
 * contestants: otherwise whoever came last would find it warm.
 */
final class CephCluster {

    static final String POOL = "rbd";

    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final Path configuration;

    /** Starts it; blocks until it serves. */
    CephCluster(Daemons daemons, Path directory) {
        this.directory = directory;
        configuration = directory.resolve("ceph.conf");
        String osd = UUID.randomUUID().toString();
        String fsid = UUID.randomUUID().toString();
        String address =
                "[v2:127.0.0.1:%d,v1:127.0.0.1:%d]".formatted(Ports.MONITOR, Ports.MONITOR + 1);
        String map = directory.resolve("monmap").toString();
        write(fsid, address);
        run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", address, map);
        tool("ceph-mon", "--mkfs", "-i", "a", "--monmap", map);
        daemon(daemons, "ceph-mon", "a");
        tool("ceph", "osd", "new", osd);
        tool("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd);
        daemon(daemons, "ceph-osd", "0");
        tool("ceph", "osd", "pool", "create", POOL, "32", "32", "replicated");
        tool("ceph", "osd", "pool", "application", "enable", POOL, "rbd");
    }

    Path configuration() {
        return configuration;
    }

    void createImage(String name, long bytes) {
        tool("rbd", "create", POOL + "/" + name, "--size", bytes + "B");
    }

    private void write(String fsid, String address) {
        try {
            for (String name : List.of("log", "run", "mon", "osd0")) {
                Files.createDirectories(directory.resolve(name));
            }
            Files.writeString(configuration, text(fsid, address));
        } catch (IOException e) {
            throw new LabException("cannot write the cluster's configuration", e);
        }
    }

    private String text(String fsid, String address) {
        return """
        [global]
        fsid = %1$s
        mon host = %2$s
        public network = 127.0.0.0/8
        auth cluster required = none
        auth service required = none
        auth client required = none
        osd pool default size = 1
        osd pool default min size = 1
        osd crush chooseleaf type = 0
        mon allow pool size one = true
        mon data avail crit = 1
        log file = %3$s/log/$name.log
        run dir = %3$s/run
        admin socket =
        ms bind ipv6 = false
        [client]
        rbd cache = false
        [mon.a]
        mon data = %3$s/mon
        [osd]
        osd data = %3$s/osd$id
        osd objectstore = bluestore
        bluestore block size = 10737418240
        bluestore block create = true
        bluestore cache autotune = false
        bluestore cache size = 6442450944
        bluestore cache kv ratio = 0.1
        bluestore cache meta ratio = 0.2
        bluestore default buffered write = true
        """
                .formatted(fsid, address, directory);
    }

    private void daemon(Daemons daemons, String program, String id) {
        var _ =
                daemons.start(
                        program,
                        Map.of(),
                        List.of(program, "-i", id, "-f", "-c", configuration.toString()));
    }

    private void tool(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(name, "-c", configuration.toString()));
        command.addAll(Arrays.asList(arguments));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) {
        Command.run(COMMAND_LIMIT, Map.of(), List.of(command)).ok();
    }
}
