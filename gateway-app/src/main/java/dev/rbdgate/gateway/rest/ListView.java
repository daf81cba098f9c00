package dev.rbdgate.gateway.rest;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next what to give as {@code after} for the next page; null on the last one
 */
record ListView<T>(List<T> items, @Nullable String next) {

    /** Takes the page out of the whole list and turns its elements into views. */
    static <E, T> ListView<T> of(
            List<E> all, Paging paging, Function<E, String> key, Function<E, Optional<T>> view) {
        int start = 0;
        if (paging.after() != null) {
            while (start < all.size() && !key.apply(all.get(start)).equals(paging.after())) {
                start++;
            }
            start = start == all.size() ? paging.restart(all, key) : start + 1;
        }
        List<E> page = all.subList(start, Math.min(all.size(), start + paging.limit()));
        boolean more = start + page.size() < all.size();
        return new ListView<>(
                page.stream().map(view).flatMap(Optional::stream).toList(),
                more ? key.apply(page.getLast()) : null);
    }
}
