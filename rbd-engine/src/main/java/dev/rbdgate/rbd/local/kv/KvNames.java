package dev.rbdgate.rbd.local.kv;

import java.util.Locale;
import java.util.OptionalLong;

/** The file names of the key-value store: {@code log.<16 hex digits>}, {@code base.<...>}. */
final class KvNames {

    private static final String LOG = "log.";
    private static final String BASE = "base.";
    private static final int DIGITS = 16;

    private KvNames() {}

    static String log(long number) {
        return LOG + digits(number);
    }

    static String base(long number) {
        return BASE + digits(number);
    }

    static OptionalLong logNumber(String name) {
        return number(LOG, name);
    }

    static OptionalLong baseNumber(String name) {
        return number(BASE, name);
    }

    private static String digits(long number) {
        return String.format(Locale.ROOT, "%016x", number);
    }

    private static OptionalLong number(String prefix, String name) {
        if (!name.startsWith(prefix) || name.length() != prefix.length() + DIGITS) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(name.substring(prefix.length()), 16));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
