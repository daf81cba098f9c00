package dev.rbdgate.config;

import java.util.Optional;

/**
 * Where a target can be reached.
 *
 * @param address an IP address literal without brackets
 * @param group portal group tag, 1 to 65535
 * @param advertise what SendTargets answers as {@code host:port}, if not the address itself
 */
public record PortalMapping(String address, int port, int group, Optional<String> advertise) {}
