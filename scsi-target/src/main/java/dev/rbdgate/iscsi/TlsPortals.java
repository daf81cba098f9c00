package dev.rbdgate.iscsi;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Portals whose connections begin with TLS.
 *
 * @param listen addresses to bind; port 0 takes a free one
 * @param port where also targets' own portals speak TLS
 * @param context asked for each connection, so that a new certificate needs no restart
 */
public record TlsPortals(List<InetSocketAddress> listen, int port, Supplier<SSLContext> context) {
    public TlsPortals {
        listen = List.copyOf(listen);
    }
}
