package dev.rbdgate.cli.doctor;

import dev.rbdgate.cli.command.Surroundings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What images on a Ceph cluster need: the library, the configuration, a monitor that answers. */
final class Ceph {

    private static final String LIBRARY = "librados.so.2";
    private static final String DEFAULT_CONFIGURATION = "/etc/ceph/ceph.conf";

    /** Where Debian, Red Hat and SUSE keep shared libraries. */
    private static final List<String> LIBRARY_PLACES =
            List.of(
                    "/usr/lib/x86_64-linux-gnu",
                    "/usr/lib/aarch64-linux-gnu",
                    "/lib/x86_64-linux-gnu",
                    "/usr/lib64",
                    "/usr/lib",
                    "/usr/local/lib");

    private static final Pattern MON_HOST =
            Pattern.compile("^\\s*mon[ _]host\\s*=\\s*(.*)$", Pattern.MULTILINE);

    /**
     * {@code v2:10.0.0.1:3300/0}, {@code 10.0.0.1:6789}, {@code mon1}, {@code v1:[fd00::1]:6789}.
     */
    private static final Pattern MONITOR =
            Pattern.compile(
                    "(?:v[12]:)?(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?(?:/[0-9]+)?");

    private static final int DEFAULT_PORT = 3300;
    private static final int CONNECT_MILLIS = 2_000;
    private static final int MAX_MONITORS = 16;

    private final Surroundings surroundings;

    Ceph(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    List<Finding> look() {
        String store = surroundings.environment().getOrDefault("RBDGATE_STORE", "").strip();
        if (!store.equals("rados")) {
            return List.of(Finding.skipped("ceph", "RBDGATE_STORE is not rados"));
        }
        return List.of(library(), cluster());
    }

    private static Finding library() {
        Stream<Path> candidates = LIBRARY_PLACES.stream().map(it -> Path.of(it, LIBRARY));
        return candidates
                .filter(Files::exists)
                .findFirst()
                .map(it -> Finding.ok("librados", it.toString()))
                .orElseGet(() ->
                        Finding.failed(
                                "librados",
                                LIBRARY + " is in none of " + String.join(", ", LIBRARY_PLACES),
                                "install it: apt-get install librados2"));
    }

    private Finding cluster() {
        String check = "ceph cluster";
        String named = surroundings.environment().getOrDefault("RBDGATE_CEPH_CONF", "").strip();
        Path file =
                surroundings
                        .workingDirectory()
                        .resolve(named.isEmpty() ? DEFAULT_CONFIGURATION : named);
        List<InetSocketAddress> monitors;
        try {
            monitors = monitors(Files.readString(file));
        } catch (IOException e) {
            return Finding.failed(
                    check,
                    file + " cannot be read: " + e.getMessage(),
                    "copy the cluster's ceph.conf there, or name it with RBDGATE_CEPH_CONF");
        }
        if (monitors.isEmpty()) {
            return Finding.failed(
                    check, file + " names no monitor", "set mon host in its section [global]");
        }
        List<String> silent = new ArrayList<>();
        for (InetSocketAddress monitor : monitors) {
            if (Connections.open(monitor, CONNECT_MILLIS).isPresent()) {
                silent.add(monitor.getHostString() + ":" + monitor.getPort());
            }
        }
        if (silent.isEmpty()) {
            return Finding.ok(check, "monitors answer: " + monitors.size());
        }
        String detail = "no answer from " + String.join(", ", silent);
        return silent.size() == monitors.size()
                ? Finding.failed(
                        check, detail, "start the monitors, or open the way to them (3300, 6789)")
                : Finding.warning(check, detail, "others answer; look at these with ceph -s");
    }

    static List<InetSocketAddress> monitors(String configuration) {
        List<InetSocketAddress> monitors = new ArrayList<>();
        Matcher hosts = MON_HOST.matcher(configuration);
        while (hosts.find()) {
            // Lists of one monitor's addresses are in brackets, which an IPv6 address has, too.
            String plain = hosts.group(1).replaceAll("\\[(?=v[12]:)|(?<=[0-9])](?=\\s*(,|$))", "");
            for (String word : plain.split("[,;\\s]+", -1)) {
                Matcher monitor = MONITOR.matcher(word);
                if (monitor.matches() && monitors.size() < MAX_MONITORS) {
                    monitors.add(address(monitor));
                }
            }
        }
        return monitors;
    }

    private static InetSocketAddress address(Matcher monitor) {
        String host = monitor.group(1).replaceAll("[\\[\\]]", "");
        String port = monitor.group(2);
        return InetSocketAddress.createUnresolved(
                host, port == null ? DEFAULT_PORT : Integer.parseInt(port));
    }
}
