package dev.rbdgate.rbd.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Queries of one object, answered together from one state of it. ENOENT if it does not exist. */
public record ReadOperation(List<Step> steps) {

    public ReadOperation {
        steps = List.copyOf(steps);
    }

    public static ReadOperation of(Step... steps) {
        return new ReadOperation(List.of(steps));
    }

    /** One query. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
    public sealed interface Step {
        record Stat() implements Step {}

        record Read(long offset, int length) implements Step {}

        /**
         * Calls a class method that only reads. One that does not exist may fail the whole query
         * with EOPNOTSUPP.
         */
        record Exec(String className, String method, byte[] input) implements Step {}

        record GetXattrs() implements Step {}

        /** Entries with keys strictly after {@code startAfter} that begin with {@code prefix}. */
        record OmapList(OmapKey startAfter, OmapKey prefix, int max) implements Step {}
    }

    /** The answer to one query, in the order asked. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared or changed
    public sealed interface Answer {
        /**
         * @param size bytes
         * @param version grows with every change of the object
         * @param allocatedBytes storage it takes, where the store knows; else its size
         */
        record Stat(long size, long version, Instant modified, long allocatedBytes)
                implements Answer {}

        /** Bytes that were there: fewer than asked at the end of the object. Also of an exec. */
        record Bytes(byte[] bytes) implements Answer {}

        /** A class method that answered an error; the others' answers stand. */
        record Failed(int errno) implements Answer {}

        record Xattrs(Map<String, byte[]> values) implements Answer {}

        record Omap(SortedMap<OmapKey, byte[]> entries, boolean more) implements Answer {}
    }
}
