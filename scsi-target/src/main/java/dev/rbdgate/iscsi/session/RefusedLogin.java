package dev.rbdgate.iscsi.session;

import java.net.InetSocketAddress;

/**
 * A login that was refused.
 *
 * @param initiatorName as it was claimed, normalized; {@value #UNKNOWN} if it was not said
 * @param targetName the same
 * @param cause one of a few words for metrics: {@code authentication_failure}
 * @param reason for people, without secrets
 */
public record RefusedLogin(
        InetSocketAddress from,
        String initiatorName,
        String targetName,
        String cause,
        String reason) {

    /** In the place of a name that was not said, or is none. */
    public static final String UNKNOWN = "unknown";
}
