package dev.rbdgate.iscsi.catalogue;

import java.util.Optional;

/**
 * A network portal of a target.
 *
 * @param address an IP address literal to which connections come in
 * @param port TCP port
 * @param group portal group tag, 1 to 65535
 * @param advertise what SendTargets answers as {@code host:port}, if not the address itself
 */
public record Portal(String address, int port, int group, Optional<String> advertise) {}
