package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;
import io.grpc.Status;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where nodes reach the gateway. Names are looked up here, since nodes do not know those of the
 * cluster: a Service's address stays.
 *
 * @param sockets {@code host:port}, IPv6 in brackets
 */
record Portals(List<String> sockets) {

    String text() {
        return sockets.stream().map(Portals::resolved).collect(Collectors.joining(","));
    }

    private static String resolved(String socket) {
        int mark = socket.lastIndexOf(':');
        String host = socket.substring(0, mark);
        String port = socket.substring(mark + 1);
        try {
            InetAddress address = InetAddress.getByName(host);
            String text = address.getHostAddress();
            return (address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
        } catch (UnknownHostException e) {
            throw Refusal.of(
                    Status.Code.UNAVAILABLE, "the portal %s has no address: %s", socket, e);
        }
    }
}
