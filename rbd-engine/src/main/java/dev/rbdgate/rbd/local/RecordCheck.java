package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.OmapKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Checks the records of all objects, in the order of their keys. */
final class RecordCheck {

    private final StoreFiles files;
    private final List<ObjectStore.Pool> pools;
    private final Set<OmapKey> layered;
    private final BiConsumer<String, String> found;

    /** Files that must exist, since records belong to them. */
    private final List<String> neededFiles = new ArrayList<>();

    private byte[] object = new byte[0];
    private @Nullable ObjectHead head;
    private String name = "";

    /**
     * @param layered keys of the objects that have snapshot sets
     */
    RecordCheck(
            StoreFiles files,
            List<ObjectStore.Pool> pools,
            Set<OmapKey> layered,
            BiConsumer<String, String> found) {
        this.files = files;
        this.pools = pools;
        this.layered = layered;
        this.found = found;
    }

    boolean visit(byte[] key, byte[] value) {
        int kindAt = kindAt(key);
        if (kindAt < 0 || kindAt >= key.length) {
            found.accept("record", "has a key that is of no object");
            return true;
        }
        if (!Arrays.equals(object, 0, object.length, key, 0, kindAt) || object.length != kindAt) {
            begin(key, kindAt, value);
        }
        ObjectHead current = head;
        if (key[kindAt] == Keys.PAYLOAD && current != null) {
            long end = RecordPayload.chunkIndex(key) * RecordPayload.CHUNK_BYTES + value.length;
            if (end > current.size()) {
                found.accept(name, "has content behind its end");
            }
        }
        return true;
    }

    /**
     * Where the kind of a record stands in its key, behind the two names; -1: there are not two.
     */
    private static int kindAt(byte[] key) {
        int zeros = 0;
        for (int i = 1 + Long.BYTES; i < key.length; i++) {
            if (key[i] == 0 && ++zeros == 2) {
                return i + 1;
            }
        }
        return -1;
    }

    private void begin(byte[] key, int kindAt, byte[] value) {
        object = Arrays.copyOf(key, kindAt);
        long poolId = ByteBuffer.wrap(key).getLong(1);
        int namespaceAt = 1 + Long.BYTES;
        String namespace = Keys.nameIn(key, namespaceAt);
        int nameAt = namespaceAt + namespace.getBytes(StandardCharsets.UTF_8).length + 1;
        String objectName = Keys.nameIn(key, nameAt);
        name = "object " + poolId + "/" + namespace + "/" + objectName;
        if (pools.stream().noneMatch(pool -> pool.id() == poolId)) {
            found.accept(name, "is of no pool");
        }
        head = null;
        if (key[kindAt] != Keys.HEAD && layered.contains(OmapKey.of(object))) {
            // Records of a data object whose files its snapshot set names.
            return;
        }
        if (key[kindAt] != Keys.HEAD) {
            // Records of a data object: its existence is its file's.
            neededFiles.add(
                    "%s/%d/%s/%02x/%s"
                            .formatted(
                                    StoreParts.POOLS,
                                    poolId,
                                    ObjectNames.directoryOf(namespace),
                                    ObjectNames.shard(objectName),
                                    ObjectNames.escape(objectName)));
        } else if (value.length != ObjectHead.BYTES) {
            found.accept(name, "has a damaged head");
        } else {
            head = ObjectHead.decode(value);
        }
    }

    /** When all records have been visited. */
    void finish() throws StoreFileException {
        for (String path : neededFiles) {
            if (!files.exists(path)) {
                found.accept(path, "is missing, and has records");
            }
        }
    }
}
