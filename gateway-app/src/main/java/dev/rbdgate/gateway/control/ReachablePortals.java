package dev.rbdgate.gateway.control;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where initiators find the portals: addresses that can be connected to, never 0.0.0.0. */
final class ReachablePortals {

    /** Loopback last, IPv4 first: what another host most probably reaches comes first. */
    private static final Comparator<InetAddress> LIKELIHOOD =
            Comparator.<InetAddress, Boolean>comparing(InetAddress::isLoopbackAddress)
                    .thenComparing(it -> !(it instanceof Inet4Address));

    private ReachablePortals() {}

    /**
     * The addresses listened on, with each wildcard as this machine's own addresses. Loopback only
     * if there is nothing else: no other host reaches it.
     *
     * @return {@code host:port}
     */
    static List<String> of(List<InetSocketAddress> listening) {
        boolean everywhere = listening.stream().anyMatch(it -> it.getAddress().isAnyLocalAddress());
        List<InetAddress> own = everywhere ? ownAddresses() : List.of();
        // A socket of :: takes IPv4, too, where no other has the port.
        Set<InetSocketAddress> portals = new LinkedHashSet<>();
        for (InetSocketAddress socket : listening) {
            if (socket.getAddress().isAnyLocalAddress()) {
                own.forEach(it -> portals.add(new InetSocketAddress(it, socket.getPort())));
            } else {
                portals.add(socket);
            }
        }
        List<InetSocketAddress> outside =
                portals.stream().filter(it -> !it.getAddress().isLoopbackAddress()).toList();
        return (outside.isEmpty() ? portals : outside)
                .stream().map(it -> text(it.getAddress(), it.getPort())).distinct().toList();
    }

    private static String text(InetAddress address, int port) {
        return NetworkAddresses.bracketed(NetworkAddresses.hostText(address.getAddress()))
                + ":"
                + port;
    }

    /** Without link-local ones, which mean something on one link only. */
    private static List<InetAddress> ownAddresses() {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(it -> !it.isLinkLocalAddress())
                    .forEach(addresses::add);
        } catch (SocketException _) {
            // No list of interfaces is to be had: loopback alone is sure.
            addresses.add(InetAddress.getLoopbackAddress());
        }
        addresses.sort(LIKELIHOOD);
        return addresses;
    }
}
