package dev.rbdgate.gateway.rest;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The parts of lists that are asked for. What is null filters nothing. */
final class Filters {

    private Filters() {}

    /** Those that say exactly this. */
    static <E> Predicate<E> is(@Nullable String wanted, Function<E, @Nullable String> said) {
        return element -> wanted == null || wanted.equals(said.apply(element));
    }

    /** Those in whose name this stands, in any case. */
    static <E> Predicate<E> named(@Nullable String part, Function<E, String> name) {
        return element ->
                part == null
                        || name.apply(element)
                                .toLowerCase(Locale.ROOT)
                                .contains(part.toLowerCase(Locale.ROOT));
    }

    static <E> List<E> of(Collection<E> all, Predicate<? super E> wanted) {
        return all.stream().filter(wanted).toList();
    }
}
