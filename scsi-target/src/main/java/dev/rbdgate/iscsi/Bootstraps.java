package dev.rbdgate.iscsi;

import io.netty.bootstrap.ServerBootstrap;
import java.util.Optional;

/**
 * How listening sockets are made.
 *
 * @param plain for connections that begin with a PDU
 * @param tls for connections that begin with TLS
 */
record Bootstraps(ServerBootstrap plain, Optional<Tls> tls) {

    /**
     * @param port on which portals speak TLS
     */
    record Tls(ServerBootstrap bootstrap, int port) {}

    ServerBootstrap forPort(int port) {
        return tls.filter(it -> it.port() == port).map(Tls::bootstrap).orElse(plain);
    }
}
