package dev.rbdgate.rbd.local.kv;

import java.util.ArrayList;
import java.util.List;

/** Changes that are committed together, applied in order. Not thread-safe. */
public final class KvBatch {

    private final List<KvChange> changes = new ArrayList<>();
    private long bytes;

    public KvBatch put(byte[] key, byte[] value) {
        return add(new KvChange.Put(key, value), (long) key.length + value.length);
    }

    public KvBatch remove(byte[] key) {
        return add(new KvChange.Remove(key), key.length);
    }

    /** Removes the keys from {@code from} on, up to but without {@code to}. */
    public KvBatch removeRange(byte[] from, byte[] to) {
        return add(new KvChange.RemoveRange(from, to), (long) from.length + to.length);
    }

    private KvBatch add(KvChange change, long length) {
        changes.add(change);
        bytes += KvRecord.CHANGE_OVERHEAD_BYTES + length;
        return this;
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    List<KvChange> changes() {
        return changes;
    }

    /** Upper bound of its encoded length. */
    public long encodedBytes() {
        return bytes;
    }
}
