package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.RefusedException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that is asked for.
 *
 * @param limit 1 to {@value #MAX_LIMIT}
 * @param after the key of the last element of the page before
 */
record Paging(int limit, @Nullable String after) {

    static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    static Paging of(@Nullable Integer limit, @Nullable String after) {
        int checked = limit == null ? DEFAULT_LIMIT : limit;
        if (checked < 1 || checked > MAX_LIMIT) {
            throw RefusedException.invalid("limit", "the limit is 1 to " + MAX_LIMIT);
        }
        return new Paging(checked, after);
    }

    /**
     * Numbers are in the order of numbers: of two without leading zeroes the longer one is larger.
     */
    private static boolean isBefore(String key, String other) {
        boolean numbers = NUMBER.matcher(key).matches() && NUMBER.matcher(other).matches();
        if (numbers && key.length() != other.length()) {
            return key.length() < other.length();
        }
        return key.compareTo(other) < 0;
    }

    /** Where to go on when the element named by {@code after} is gone: after the smaller keys. */
    <E> int restart(List<E> all, Function<E, String> key) {
        int start = 0;
        while (after != null && start < all.size() && isBefore(key.apply(all.get(start)), after)) {
            start++;
        }
        return start;
    }
}
