package dev.rbdgate.iscsi;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the target listens, and its limits.
 *
 * @param listen addresses to bind; port 0 takes a free one
 * @param advertise {@code host:port} for SendTargets where a portal names none; empty: the address
 *     the initiator connected to
 * @param tls portals over TLS, besides the others
 * @param slowCommand from which on a command is logged as slow; zero: none is
 */
public record IscsiTargetSettings(
        List<InetSocketAddress> listen,
        List<String> advertise,
        Optional<TlsPortals> tls,
        Duration slowCommand) {
    public IscsiTargetSettings {
        listen = List.copyOf(listen);
        advertise = List.copyOf(advertise);
    }

    /** Without TLS and without a log of slow commands. */
    public IscsiTargetSettings(List<InetSocketAddress> listen, List<String> advertise) {
        this(listen, advertise, Optional.empty(), Duration.ZERO);
    }
}
