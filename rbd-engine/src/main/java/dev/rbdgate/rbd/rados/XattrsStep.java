package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.util.Map;
import java.util.TreeMap;

/** All attributes of an object. */
final class XattrsStep extends QueryStep {

    private long iterator;
    private long result;

    /** Where the iterator leaves name, value and length. */
    private long entry;

    @Override
    void append(long operation, Scratch scratch) {
        iterator = scratch.word();
        result = scratch.word();
        entry = scratch.allocate(3L * Long.BYTES);
        ReadOpCalls.xattrs(operation, iterator, result);
    }

    @Override
    Answer collect(boolean good, long version) {
        long list = NativeMemory.getLong(iterator);
        if (list == Librados.NULL) {
            return NONE;
        }
        try {
            Map<String, byte[]> values = new TreeMap<>();
            while (good && ReadOpCalls.nextXattr(list, entry, entry + 8, entry + 16) == 0) {
                long name = NativeMemory.getLong(entry);
                if (name == Librados.NULL) {
                    break;
                }
                values.put(
                        NativeMemory.getString(name),
                        NativeMemory.getBytes(
                                NativeMemory.getLong(entry + 8), NativeMemory.getLong(entry + 16)));
            }
            int failed = NativeMemory.getInt(result);
            return failed < 0 ? new Answer.Failed(-failed) : new Answer.Xattrs(values);
        } finally {
            ReadOpCalls.endXattrs(list);
        }
    }
}
