package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A page of an object's omap. The C interface takes the key to start after, and the prefix, as C
 * strings: one with a NUL is cut there, which lists more, and the rest is sorted out here.
 */
final class OmapStep extends QueryStep {

    /** What an OSD answers at most (osd_max_omap_entries_per_request), asked for after a cut. */
    private static final int MOST = 1024;

    private final ReadOperation.Step.OmapList step;
    private final byte[] startAfter;
    private final byte[] prefix;
    private final boolean cut;
    private long iterator;
    private long more;
    private long result;

    /** Where the iterator leaves key, value and their lengths. */
    private long entry;

    OmapStep(ReadOperation.Step.OmapList step) {
        this.step = step;
        startAfter = untilNul(step.startAfter().bytes());
        prefix = untilNul(step.prefix().bytes());
        cut =
                startAfter.length < step.startAfter().bytes().length
                        || prefix.length < step.prefix().bytes().length;
    }

    private static byte[] untilNul(byte[] key) {
        for (int i = 0; i < key.length; i++) {
            if (key[i] == 0) {
                return Arrays.copyOf(key, i);
            }
        }
        return key;
    }

    @Override
    void append(long operation, Scratch scratch) {
        iterator = scratch.word();
        more = scratch.word();
        result = scratch.word();
        entry = scratch.allocate(4L * Long.BYTES);
        ReadOpCalls.omapList(
                operation,
                scratch.string(startAfter),
                scratch.string(prefix),
                cut ? MOST : step.max(),
                iterator,
                more,
                result);
    }

    @Override
    Answer collect(boolean good, long version) {
        long list = NativeMemory.getLong(iterator);
        if (list == Librados.NULL) {
            return NONE;
        }
        try {
            int failed = NativeMemory.getInt(result);
            if (!good || failed < 0) {
                return new Answer.Failed(-failed);
            }
            boolean moreThere = NativeMemory.getByte(more) != 0;
            return cut ? sorted(list, moreThere) : new Answer.Omap(entries(list), moreThere);
        } finally {
            ReadOpCalls.endOmap(list);
        }
    }

    private SortedMap<OmapKey, byte[]> entries(long list) {
        SortedMap<OmapKey, byte[]> entries = new TreeMap<>();
        while (ReadOpCalls.nextOmap(list, entry, entry + 8, entry + 16, entry + 24) == 0) {
            long key = NativeMemory.getLong(entry);
            if (key == Librados.NULL) {
                break;
            }
            entries.put(
                    OmapKey.of(NativeMemory.getBytes(key, NativeMemory.getLong(entry + 16))),
                    NativeMemory.getBytes(
                            NativeMemory.getLong(entry + 8), NativeMemory.getLong(entry + 24)));
        }
        return entries;
    }

    private Answer sorted(long list, boolean moreThere) {
        SortedMap<OmapKey, byte[]> wanted = new TreeMap<>();
        int left = 0;
        for (var candidate : entries(list).entrySet()) {
            OmapKey key = candidate.getKey();
            if (key.compareTo(step.startAfter()) > 0 && key.startsWith(step.prefix())) {
                if (wanted.size() < step.max()) {
                    wanted.put(key, candidate.getValue());
                } else {
                    left++;
                }
            }
        }
        if (wanted.isEmpty() && moreThere) {
            // More than a page of keys that differ only after a NUL: there is no way past them.
            return new Answer.Failed(Errno.EOPNOTSUPP);
        }
        return new Answer.Omap(wanted, moreThere || left > 0);
    }
}
