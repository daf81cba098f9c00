package dev.rbdgate.iscsi.session;

import java.time.Duration;

/**
 * How long a connection may take.
 *
 * @param login from the connection's start to full feature phase
 * @param silence without a byte from the initiator, after which it is pinged by NOP-In
 * @param pingAnswer after the ping, until the connection is given up
 * @param stalled with data to send of which the initiator takes none
 * @param reinstatement for the tasks of an old session to end before a new one takes its place
 * @param logout between the request to log out and the end, where no other time was given
 * @param tick how often these are looked at
 */
public record Timeouts(
        Duration login,
        Duration silence,
        Duration pingAnswer,
        Duration stalled,
        Duration reinstatement,
        Duration logout,
        Duration tick) {

    /**
     * Linux gives a login 15 s and pings every 5 s, so a silence of 15 s is unusual; the wait for
     * an old session ends before the initiator gives up.
     */
    public static final Timeouts DEFAULT =
            new Timeouts(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1));
}
