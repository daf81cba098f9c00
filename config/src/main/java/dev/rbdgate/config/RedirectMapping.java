package dev.rbdgate.config;

/**
 * Where initiators are sent that log in to a target.
 *
 * @param host an IP address literal without brackets, or a host name
 * @param permanent whether they are to remember it
 */
public record RedirectMapping(String host, int port, boolean permanent) {}
