package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;
import io.grpc.Status;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a list. The token that continues it is the id of its last item, so that items may come
 * and go meanwhile.
 *
 * @param nextToken empty: that was all
 */
record Pages<T>(List<T> items, String nextToken) {

    /**
     * @param all sorted by id
     * @param most 0: all
     * @param known whether a token can be an id
     */
    static <T> Pages<T> of(
            List<T> all,
            Function<T, String> id,
            int most,
            String token,
            Function<String, Boolean> known) {
        if (most < 0) {
            throw Refusal.invalid("max_entries is negative");
        }
        if (!token.isEmpty() && !known.apply(token)) {
            throw Refusal.of(Status.Code.ABORTED, "the starting_token is none of ours");
        }
        List<T> rest = all.stream().filter(it -> id.apply(it).compareTo(token) > 0).toList();
        if (most == 0 || rest.size() <= most) {
            return new Pages<>(rest, "");
        }
        List<T> page = rest.subList(0, most);
        return new Pages<>(page, id.apply(page.getLast()));
    }
}
