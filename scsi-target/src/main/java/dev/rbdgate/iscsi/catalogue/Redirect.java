package dev.rbdgate.iscsi.catalogue;

/**
 * Where an initiator is to log in instead (RFC 7143 11.13.5, class 1).
 *
 * @param host an IP address literal without brackets, or a host name
 * @param permanent whether it is to remember that
 */
public record Redirect(String host, int port, boolean permanent) {

    /** As TargetAddress has it; a redirection names no portal group. */
    public String targetAddress() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
