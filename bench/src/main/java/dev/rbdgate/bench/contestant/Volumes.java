package dev.rbdgate.bench.contestant;

import dev.rbdgate.bench.load.Load;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The URLs of what a server serves.
 *
 * @param small volumes of {@link #SMALL_BYTES}
 * @param large one of {@link #LARGE_BYTES}, or none
 */
record Volumes(List<String> small, List<String> large) {

    static final long SMALL_BYTES = 1L << 30;
    static final long LARGE_BYTES = 20L << 30;
    static final int SMALL_COUNT = 4;

    /** The units of a target whose LUNs count up from the first: the small ones, then the large. */
    static Volumes of(int port, String iqn, int firstLun) {
        List<String> urls =
                IntStream.rangeClosed(0, SMALL_COUNT)
                        .mapToObj(number -> url(port, iqn, firstLun + number))
                        .toList();
        return new Volumes(urls.subList(0, SMALL_COUNT), urls.subList(SMALL_COUNT, urls.size()));
    }

    static String url(int port, String iqn, int lun) {
        return "iscsi://127.0.0.1:%d/%s/%d".formatted(port, iqn, lun);
    }

    List<String> of(Load.Units units) {
        return switch (units) {
            case ONE -> small.subList(0, 1);
            case FOUR -> small;
            case LARGE -> large;
        };
    }
}
