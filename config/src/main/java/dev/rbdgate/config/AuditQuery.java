package dev.rbdgate.config;

import java.time.Instant;
import java.util.Optional;

/**
 * Which rows of the audit log are asked for, newest first.
 *
 * @param who did it
 * @param action such as {@code lun.create}; or {@code lun}, which is all about LUNs
 * @param since the earliest time
 * @param before only rows older than the one of this id
 * @param limit how many rows at most
 */
public record AuditQuery(
        Optional<String> who,
        Optional<String> action,
        Optional<Instant> since,
        Optional<Long> before,
        int limit) {

    /** The newest rows, whatever they are about. */
    public static AuditQuery newest(int limit) {
        return new AuditQuery(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }
}
