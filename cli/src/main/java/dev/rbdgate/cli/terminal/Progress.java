package dev.rbdgate.cli.terminal;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How fast something goes, from its beginning until now, and how long the rest will take. Not
 * thread-safe.
 */
public final class Progress {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3600;

    /** Before this a rate is noise. */
    private static final double FIRST_RATE_SECONDS = 0.5;

    private final LongSupplier nanoTime;
    private final long begin;

    public Progress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        begin = nanoTime.getAsLong();
    }

    /**
     * A text such as {@code 1.2 GiB of 3 GiB, 120 MiB/s, 0:15 left}; shorter while less is known.
     *
     * @param part done, 0 to 1; what was done before the beginning counts as done since
     * @param totalBytes of all, if that is known
     */
    public String text(double part, OptionalLong totalBytes) {
        double seconds = (nanoTime.getAsLong() - begin) / NANOS_PER_SECOND;
        boolean early = seconds < FIRST_RATE_SECONDS || part <= 0;
        StringBuilder text = new StringBuilder();
        totalBytes.ifPresent(total -> {
            text.append(Sizes.readable((long) (total * part)))
                    .append(" of ")
                    .append(Sizes.readable(total));
            if (!early) {
                text.append(", ").append(rate(total * part / seconds));
            }
        });
        if (!early) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(duration(Math.round(seconds * (1 - part) / part)))
                    .append(" left");
        }
        return text.toString();
    }

    /** The same for a stream whose end is not known. */
    public String text(long bytes) {
        double seconds = (nanoTime.getAsLong() - begin) / NANOS_PER_SECOND;
        return Sizes.readable(bytes)
                + (seconds < FIRST_RATE_SECONDS ? "" : ", " + rate(bytes / seconds));
    }

    private static String rate(double bytesPerSecond) {
        return Sizes.readable((long) bytesPerSecond) + "/s";
    }

    private static String duration(long seconds) {
        long hours = seconds / SECONDS_PER_HOUR;
        long minutes = seconds / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE;
        long rest = seconds % SECONDS_PER_MINUTE;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, rest)
                : String.format(Locale.ROOT, "%d:%02d", minutes, rest);
    }
}
