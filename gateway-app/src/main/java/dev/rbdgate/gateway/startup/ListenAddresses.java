package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.control.NetworkAddresses;
import dev.rbdgate.gateway.settings.UsageException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Where to listen, from the settings. */
public final class ListenAddresses {

    private static final int MAX_PORT = 65535;

    private ListenAddresses() {}

    static List<InetSocketAddress> portals(List<String> hosts, int port) {
        if (hosts.isEmpty()) {
            throw new UsageException(
                    "RBDGATE_ISCSI_HOST names no address.", "Give it one, such as 0.0.0.0.");
        }
        checkPort(port, "RBDGATE_ISCSI_PORT");
        return hosts.stream()
                .map(it -> new InetSocketAddress(address(it, "RBDGATE_ISCSI_HOST"), port))
                .toList();
    }

    /** Where REST listens. */
    public static InetAddress http(String host) {
        return address(host, "RBDGATE_HTTP_HOST");
    }

    /** The port of REST, checked. */
    public static int httpPort(int port) {
        checkPort(port, "RBDGATE_HTTP_PORT");
        return port;
    }

    /** An address literal, or a name of this host. */
    private static InetAddress address(String host, String setting) {
        return NetworkAddresses.literal(host.strip())
                .orElseGet(() -> {
                    try {
                        return InetAddress.getByName(host.strip());
                    } catch (UnknownHostException e) {
                        throw new UsageException(
                                "%s names '%s', which is no address.".formatted(setting, host),
                                "Give it an address of this host, such as 127.0.0.1 or [::1].");
                    }
                });
    }

    private static void checkPort(int port, String setting) {
        if (port < 0 || port > MAX_PORT) {
            throw new UsageException(
                    "%s is %d.".formatted(setting, port), "A port is 0 (any free one) to 65535.");
        }
    }
}
