package dev.rbdgate.gateway.rest;

import dev.rbdgate.gateway.control.RefusedException;
import java.util.List;
import java.util.function.Function;
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

    static Paging of(@Nullable Integer limit, @Nullable String after) {
        int checked = limit == null ? DEFAULT_LIMIT : limit;
        if (checked < 1 || checked > MAX_LIMIT) {
            throw RefusedException.invalid("limit", "the limit is 1 to " + MAX_LIMIT);
        }
        return new Paging(checked, after);
    }

    /** Where to go on when the element named by {@code after} is gone: after the smaller keys. */
    <E> int restart(List<E> all, Function<E, String> key) {
        int start = 0;
        while (after != null
                && start < all.size()
                && key.apply(all.get(start)).compareTo(after) < 0) {
            start++;
        }
        return start;
    }
}
