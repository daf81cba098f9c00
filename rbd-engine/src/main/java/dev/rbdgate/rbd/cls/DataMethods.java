package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Methods on data objects. */
final class DataMethods {

    /** Objects are at most 32 MiB; what is larger is none of ours. */
    private static final long MAX_OBJECT_BYTES = 32L << 20;

    private DataMethods() {}

    static void declare(MethodTable table) {
        table.writes("copyup", DataMethods::copyUp)
                .writes("sparse_copyup", DataMethods::sparseCopyUp)
                .writes("sparsify", DataMethods::sparsify);
    }

    /** Writes the parent's data, unless the clone has an object of its own by now. */
    private static void copyUp(ObjectClassContext object, Decoder input) {
        if (!object.exists()) {
            object.write(0, input.rest());
        }
    }

    private static void sparseCopyUp(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        SortedMap<Long, Long> extents = new TreeMap<>();
        input.list(pairs -> extents.put(pairs.u64(), pairs.u64()));
        Decoder data = new Decoder(input.blob());
        if (object.exists()) {
            return;
        }
        if (extents.isEmpty()) {
            object.create(true);
        }
        for (var extent : extents.entrySet()) {
            long length = extent.getValue();
            Guards.check(length >= 0 && length <= data.remaining(), Errno.EINVAL);
            object.write(extent.getKey(), data.raw(length));
        }
    }

    /** A run of data that is not zero. */
    private record Run(int from, int to) {}

    /** Gives back what is zero, in pieces of {@code sparse_size} bytes. */
    private static void sparsify(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long pieceBytes = input.u64();
        boolean removeEmpty = input.bool();
        Guards.exists(object);
        Guards.check(pieceBytes > 0 && object.size() <= MAX_OBJECT_BYTES, Errno.EINVAL);
        byte[] content = object.read(0, (int) object.size());
        List<Run> runs = runs(content, (int) Math.min(pieceBytes, MAX_OBJECT_BYTES));
        boolean dense = runs.size() == 1 && runs.getFirst().equals(new Run(0, content.length));
        if (dense) {
            return;
        }
        if (runs.isEmpty() && removeEmpty) {
            object.remove();
            return;
        }
        object.truncate(0);
        for (Run run : runs) {
            object.write(run.from(), Arrays.copyOfRange(content, run.from(), run.to()));
        }
    }

    private static List<Run> runs(byte[] content, int pieceBytes) {
        List<Run> runs = new ArrayList<>();
        for (int at = 0; at < content.length; at += pieceBytes) {
            int end = Math.min(content.length, at + pieceBytes);
            if (isZero(content, at, end)) {
                continue;
            }
            if (!runs.isEmpty() && runs.getLast().to() == at) {
                runs.add(new Run(runs.removeLast().from(), end));
            } else {
                runs.add(new Run(at, end));
            }
        }
        return runs;
    }

    private static boolean isZero(byte[] content, int from, int to) {
        for (int at = from; at < to; at++) {
            if (content[at] != 0) {
                return false;
            }
        }
        return true;
    }
}
