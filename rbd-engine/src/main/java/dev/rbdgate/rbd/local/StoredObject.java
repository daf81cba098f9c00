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

/** Reads an object as it is stored, or as a snapshot sees it, with access to it. */
final class StoredObject {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final LocalObject object;
    private final KeyValueStore kv;
    private final SnapSet.@Nullable Clone clone;
    private final byte[] key;
    private final LocalObject.Kind kind;
    private final long size;
    private final @Nullable ObjectHead head;

    private StoredObject(
            LocalObject object,
            SnapSet.@Nullable Clone clone,
            byte[] key,
            LocalObject.Kind kind,
            long size,
            @Nullable ObjectHead head) {
        this.object = object;
        this.kv = object.namespace().parts().kv();
        this.clone = clone;
        this.key = key;
        this.kind = kind;
        this.size = size;
        this.head = head;
    }

    /** The object as it is. */
    static StoredObject head(LocalObject object) {
        return new StoredObject(
                object, null, object.key(), object.kind(), object.size(), object.head());
    }

    /** The object as it was, or is if nothing has changed since. */
    static StoredObject at(LocalObject object, long snap) throws StoreFileException {
        SnapSet set = object.snapSet();
        Namespace namespace = object.namespace();
        if (namespace.parts().snapshots().isRemoved(namespace.pool().id(), snap)) {
            return missing(object);
        }
        if (set == null || set.seesHead(snap)) {
            return head(object);
        }
        SnapSet.Clone clone = set.cloneAt(snap);
        return clone == null ? missing(object) : clone(object, clone);
    }

    private static StoredObject missing(LocalObject object) {
        return new StoredObject(object, null, object.key(), LocalObject.Kind.MISSING, 0, null);
    }

    private static StoredObject clone(LocalObject object, SnapSet.Clone clone)
            throws StoreFileException {
        byte[] key = Keys.clone(Keys.inTable(Keys.CLONE, object.key()), clone.id());
        if (clone.layer() != SnapSet.NO_LAYER) {
            return new StoredObject(object, clone, key, LocalObject.Kind.FILE, clone.size(), null);
        }
        byte[] record = object.namespace().parts().kv().get(Keys.of(key, Keys.HEAD));
        if (record == null) {
            throw new StoreFileException(
                    Errno.EIO, "find clone %d of %s".formatted(clone.id(), object));
        }
        return new StoredObject(
                object,
                clone,
                key,
                LocalObject.Kind.RECORD,
                clone.size(),
                ObjectHead.decode(record));
    }

    LocalObject.Kind kind() {
        return kind;
    }

    boolean exists() {
        return kind == LocalObject.Kind.FILE || kind == LocalObject.Kind.RECORD;
    }

    long size() {
        return size;
    }

    /** The content of a data object. */
    DataSource source() throws StoreFileException {
        return clone == null ? object.source() : object.source(clone);
    }

    /** Fills {@code destination} as far as the object goes; answers how many bytes. */
    int read(long offset, List<ByteBuffer> destination, int length) throws StoreFileException {
        if (kind == LocalObject.Kind.FILE) {
            return (int) source().read(offset, destination);
        }
        byte[] bytes = RecordPayload.read(kv, key, size, offset, length);
        int done = 0;
        for (ByteBuffer buffer : destination) {
            int part = Math.min(buffer.remaining(), bytes.length - done);
            buffer.put(buffer.position(), bytes, done, part);
            done += part;
        }
        return bytes.length;
    }

    byte[] read(long offset, int length) throws StoreFileException {
        return switch (kind) {
            case RECORD -> RecordPayload.read(kv, key, size, offset, length);
            case FILE -> {
                int wanted = (int) Math.max(0, Math.min(length, size - offset));
                ByteBuffer buffer = ByteBuffer.allocateDirect(wanted);
                byte[] bytes = new byte[(int) source().read(offset, List.of(buffer))];
                buffer.get(bytes);
                yield bytes;
            }
            case MISSING, UNKNOWN -> new byte[0];
        };
    }

    byte @Nullable [] omapGet(OmapKey key) throws StoreFileException {
        return kv.get(Keys.omap(this.key, key));
    }

    ReadOperation.Answer.Omap omapList(OmapKey startAfter, OmapKey prefix, int max)
            throws StoreFileException {
        byte[] omap = Keys.of(key, Keys.OMAP);
        byte[] wanted = Keys.of(key, Keys.OMAP, prefix.bytes());
        byte[] after = Keys.next(Keys.of(key, Keys.OMAP, startAfter.bytes()));
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
        return kv.get(Keys.xattr(key, name));
    }

    SortedMap<String, byte[]> xattrs() throws StoreFileException {
        byte[] start = Keys.of(key, Keys.XATTR);
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
        return kv.containsAny(key, Keys.after(key));
    }

    ReadOperation.Answer.Stat stat() throws StoreFileException {
        if (kind == LocalObject.Kind.FILE) {
            FileStatus status =
                    clone == null ? object.file().status() : object.status(clone.layer());
            Instant modified = status.modified();
            // A plain write touches no record, so the file's time has to do for the version.
            long version = modified.getEpochSecond() * NANOS_PER_SECOND + modified.getNano();
            long allocated =
                    clone == null ? object.allocatedBytes(status) : status.allocatedBytes();
            return new ReadOperation.Answer.Stat(size, version, modified, allocated);
        }
        if (head == null) {
            throw new ObjectStoreException(Errno.ENOENT, object.toString());
        }
        return new ReadOperation.Answer.Stat(
                head.size(), head.version(), head.modified(), payloadBytes());
    }

    private long payloadBytes() throws StoreFileException {
        byte[] payload = Keys.of(key, Keys.PAYLOAD);
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
