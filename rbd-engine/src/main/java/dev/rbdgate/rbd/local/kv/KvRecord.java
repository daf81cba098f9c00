package dev.rbdgate.rbd.local.kv;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One record of the log: the changes of one group commit, whole or not there, big-endian.
 *
 * <pre>
 *   u32 payload length | u32 CRC-32C of all that follows | u64 log number | u64 sequence | payload
 *   payload: per change  u8 kind, u32 length a, u32 length b, a, b
 * </pre>
 */
final class KvRecord {

    static final int HEADER_BYTES = 24;
    static final int CHANGE_OVERHEAD_BYTES = 9;

    private static final int CHECKED_FROM = 8;
    private static final byte PUT = 1;
    private static final byte REMOVE = 2;
    private static final byte REMOVE_RANGE = 3;
    private static final byte[] NOTHING = new byte[0];

    private KvRecord() {}

    /** Encodes into a buffer that has room, from its position 0 on, and flips it. */
    static void encode(ByteBuffer buffer, long log, long sequence, Iterable<KvBatch> batches) {
        buffer.clear().position(CHECKED_FROM);
        buffer.putLong(log).putLong(sequence);
        for (KvBatch batch : batches) {
            batch.changes().forEach(change -> encode(buffer, change));
        }
        buffer.flip();
        buffer.putInt(0, buffer.limit() - HEADER_BYTES);
        buffer.putInt(Integer.BYTES, checksum(buffer));
    }

    private static void encode(ByteBuffer buffer, KvChange change) {
        switch (change) {
            case KvChange.Put(byte[] key, byte[] value) -> encode(buffer, PUT, key, value);
            case KvChange.Remove(byte[] key) -> encode(buffer, REMOVE, key, NOTHING);
            case KvChange.RemoveRange(byte[] from, byte[] to) ->
                    encode(buffer, REMOVE_RANGE, from, to);
        }
    }

    private static void encode(ByteBuffer buffer, byte kind, byte[] a, byte[] b) {
        buffer.put(kind).putInt(a.length).putInt(b.length).put(a).put(b);
    }

    private static int checksum(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate().position(CHECKED_FROM));
        return (int) crc.getValue();
    }

    /**
     * Decodes the changes of a record.
     *
     * @param record header and payload, position 0 to its limit
     * @return null if it is not the record of this log and sequence, whole
     */
    static @Nullable List<KvChange> decode(ByteBuffer record, long log, long sequence) {
        if (checksum(record) != record.getInt(Integer.BYTES)
                || record.getLong(CHECKED_FROM) != log
                || record.getLong(CHECKED_FROM + Long.BYTES) != sequence) {
            return null;
        }
        List<KvChange> changes = new ArrayList<>();
        ByteBuffer in = record.duplicate().position(HEADER_BYTES);
        try {
            while (in.hasRemaining()) {
                byte kind = in.get();
                byte[] a = new byte[in.getInt()];
                byte[] b = new byte[in.getInt()];
                in.get(a).get(b);
                changes.add(
                        switch (kind) {
                            case PUT -> new KvChange.Put(a, b);
                            case REMOVE -> new KvChange.Remove(a);
                            case REMOVE_RANGE -> new KvChange.RemoveRange(a, b);
                            default -> throw new KvCorruptException("change of kind " + kind);
                        });
            }
        } catch (BufferUnderflowException e) {
            throw new KvCorruptException("a record of the log ends in the middle of a change", e);
        }
        return changes;
    }
}
