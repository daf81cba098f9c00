package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.RefusedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times in requests. */
final class Times {

    private Times() {}

    /** A time with its offset from UTC (RFC 3339 5.6). */
    static Instant parse(String text, String field) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw RefusedException.invalid(
                    field, "'%s' is not a time such as 2027-01-31T12:00:00Z".formatted(text));
        }
    }
}
