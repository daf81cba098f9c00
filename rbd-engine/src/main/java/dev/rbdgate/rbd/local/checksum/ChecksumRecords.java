package dev.rbdgate.rbd.local.checksum;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.local.kv.KvBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The records with files' checksums. Where there is one, the file of that path is there, durably,
 * and holds what the record says.
 *
 * <pre>
 * key: table(u8) path; value: size(u64) sum(u32) of each block, those of zeros at the end left out
 * </pre>
 */
public final class ChecksumRecords {

    private final KeyValueStore kv;
    private final byte table;

    /**
     * @param table what the keys begin with
     */
    public ChecksumRecords(KeyValueStore kv, byte table) {
        this.kv = kv;
        this.table = table;
    }

    /** What a record says: the file's length, and its checksums. */
    record Content(long size, BlockSums sums) {

        byte[] encode() {
            byte[] encoded = sums.encode(Long.BYTES);
            ByteBuffer.wrap(encoded).putLong(size);
            return encoded;
        }

        static Content decode(byte[] value) {
            ByteBuffer in = ByteBuffer.wrap(value);
            long size = in.getLong();
            return new Content(size, BlockSums.decode(in.slice()));
        }
    }

    private byte[] key(String path) {
        byte[] text = path.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + text.length).put(table).put(text).array();
    }

    @Nullable Content get(String path) throws StoreFileException {
        byte[] value = kv.get(key(path));
        return value == null ? null : Content.decode(value);
    }

    void put(String path, Content content) throws StoreFileException {
        kv.commit(new KvBatch().put(key(path), content.encode()));
    }

    /** Removes a record; after a power loss it does not come back. */
    void remove(String path) throws StoreFileException {
        byte[] key = key(path);
        kv.commit(new KvBatch().remove(key));
        kv.sync();
    }

    /** Removes all records, durably. */
    public void removeAll() throws StoreFileException {
        kv.commit(new KvBatch().removeRange(new byte[] {table}, new byte[] {(byte) (table + 1)}));
        kv.sync();
    }

    /** The files that have a record, with their lengths. */
    SortedMap<String, Long> lengths() throws StoreFileException {
        SortedMap<String, Long> lengths = new TreeMap<>();
        kv.scan(
                new byte[] {table},
                new byte[] {(byte) (table + 1)},
                (key, value) -> {
                    lengths.put(
                            new String(
                                    Arrays.copyOfRange(key, 1, key.length), StandardCharsets.UTF_8),
                            ByteBuffer.wrap(value).getLong());
                    return true;
                });
        return lengths;
    }
}
