package dev.rbdgate.cli.names;

import dev.rbdgate.cli.exit.CommandException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people say it: in full, or so many days or hours away. In REST it has whole seconds.
 */
public final class Moment {

    private static final Pattern AWAY = Pattern.compile("([1-9][0-9]{0,5})([dh])");

    private Moment() {}

    /** {@code 30d} is in thirty days. */
    public static String ahead(String text, Clock clock) {
        Matcher away = AWAY.matcher(text);
        return away.matches() ? seconds(clock.instant().plus(distance(away))) : inFull(text);
    }

    /** {@code 30d} is thirty days ago. */
    public static String ago(String text, Clock clock) {
        Matcher away = AWAY.matcher(text);
        return away.matches() ? seconds(clock.instant().minus(distance(away))) : inFull(text);
    }

    private static Duration distance(Matcher away) {
        long count = Long.parseLong(away.group(1));
        return away.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
    }

    private static String inFull(String text) {
        try {
            return seconds(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw CommandException.usage(
                    "'" + text + "' is neither a time (2027-01-31T12:00:00Z) nor 30d nor 12h");
        }
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
