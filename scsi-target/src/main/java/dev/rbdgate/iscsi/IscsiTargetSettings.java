package dev.rbdgate.iscsi;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the target listens, and its limits.
 *
 * @param listen addresses to bind; port 0 takes a free one
 * @param advertise {@code host:port} for SendTargets where a portal names none; empty: the address
 *     the initiator connected to
 */
public record IscsiTargetSettings(List<InetSocketAddress> listen, List<String> advertise) {
    public IscsiTargetSettings {
        listen = List.copyOf(listen);
        advertise = List.copyOf(advertise);
    }
}
