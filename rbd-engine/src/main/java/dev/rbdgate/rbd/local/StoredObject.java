package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.FileStatus;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.local.kv.KeyValueStore;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads an object as it is stored, with access to it. */
final class StoredObject {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final LocalObject object;
    private final KeyValueStore kv;

    StoredObject(LocalObject object) {
        this.object = object;
        this.kv = object.namespace().parts().kv();
    }

    /** Fills {@code destination} as far as the object goes; answers how many bytes. */
    int read(long offset, List<ByteBuffer> destination, int length) throws StoreFileException {
        if (object.kind() == LocalObject.Kind.FILE) {
            return (int) object.file().read(offset, destination);
        }
        byte[] bytes = RecordPayload.read(kv, object.key(), object.size(), offset, length);
        int done = 0;
        for (ByteBuffer buffer : destination) {
            int part = Math.min(buffer.remaining(), bytes.length - done);
            buffer.put(buffer.position(), bytes, done, part);
            done += part;
        }
        return bytes.length;
    }

    byte[] read(long offset, int length) throws StoreFileException {
        return switch (object.kind()) {
            case RECORD -> RecordPayload.read(kv, object.key(), object.size(), offset, length);
            case FILE -> {
                int wanted = (int) Math.max(0, Math.min(length, object.size() - offset));
                ByteBuffer buffer = ByteBuffer.allocateDirect(wanted);
                byte[] bytes = new byte[(int) object.file().read(offset, List.of(buffer))];
                buffer.get(bytes);
                yield bytes;
            }
            case MISSING, UNKNOWN -> new byte[0];
        };
    }

    byte @Nullable [] omapGet(OmapKey key) throws StoreFileException {
        return kv.get(Keys.omap(object.key(), key));
    }

    ReadOperation.Answer.Omap omapList(OmapKey startAfter, OmapKey prefix, int max)
            throws StoreFileException {
        byte[] omap = Keys.of(object.key(), Keys.OMAP);
        byte[] wanted = Keys.of(object.key(), Keys.OMAP, prefix.bytes());
        byte[] after = Keys.next(Keys.of(object.key(), Keys.OMAP, startAfter.bytes()));
        boolean all = startAfter.bytes().length == 0;
        byte[] from = all || Arrays.compareUnsigned(wanted, after) > 0 ? wanted : after;
        SortedMap<OmapKey, byte[]> entries = new TreeMap<>();
        boolean[] more = new boolean[1];
        kv.scan(
                from,
                Keys.after(wanted),
                (key, value) -> {
                    if (entries.size() == max) {
                        more[0] = true;
                        return false;
                    }
                    entries.put(
                            OmapKey.of(Arrays.copyOfRange(key, omap.length, key.length)), value);
                    return true;
                });
        return new ReadOperation.Answer.Omap(entries, more[0]);
    }

    byte @Nullable [] xattr(String name) throws StoreFileException {
        return kv.get(Keys.xattr(object.key(), name));
    }

    SortedMap<String, byte[]> xattrs() throws StoreFileException {
        byte[] start = Keys.of(object.key(), Keys.XATTR);
        SortedMap<String, byte[]> values = new TreeMap<>();
        kv.scan(
                start,
                Keys.after(start),
                (key, value) -> {
                    String name =
                            new String(
                                    key,
                                    start.length,
                                    key.length - start.length,
                                    StandardCharsets.UTF_8);
                    values.put(name, value);
                    return true;
                });
        return values;
    }

    /** Whether records belong to it; a data object usually has none. */
    boolean hasRecords() throws StoreFileException {
        return kv.containsAny(object.key(), Keys.after(object.key()));
    }

    ReadOperation.Answer.Stat stat() throws StoreFileException {
        if (object.kind() == LocalObject.Kind.FILE) {
            FileStatus status = object.file().status();
            Instant modified = status.modified();
            // A plain write touches no record, so the file's time has to do for the version.
            long version = modified.getEpochSecond() * NANOS_PER_SECOND + modified.getNano();
            return new ReadOperation.Answer.Stat(
                    status.size(), version, modified, status.allocatedBytes());
        }
        ObjectHead head = object.head();
        if (head == null) {
            throw new ObjectStoreException(Errno.ENOENT, object.toString());
        }
        return new ReadOperation.Answer.Stat(
                head.size(), head.version(), head.modified(), payloadBytes());
    }

    private long payloadBytes() throws StoreFileException {
        byte[] payload = Keys.of(object.key(), Keys.PAYLOAD);
        long[] total = new long[1];
        kv.scan(
                payload,
                Keys.after(payload),
                (_, chunk) -> {
                    total[0] += chunk.length;
                    return true;
                });
        return total[0];
    }
}
