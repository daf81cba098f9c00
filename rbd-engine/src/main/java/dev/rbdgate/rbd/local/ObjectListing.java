package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The names of a namespace's objects: those with records and those with files. */
final class ObjectListing {

    private ObjectListing() {}

    static void answer(Namespace namespace, String prefix, CompletableFuture<List<String>> names) {
        try {
            Set<String> found = new HashSet<>();
            addFiles(namespace, prefix, found);
            correctBySnapSets(namespace, prefix, found);
            addRecords(namespace, prefix, found);
            names.complete(List.copyOf(found));
        } catch (StoreFileException e) {
            names.completeExceptionally(
                    new ObjectStoreException(e.errno(), "list " + namespace + prefix));
        } catch (RuntimeException | Error e) {
            names.completeExceptionally(e);
        }
    }

    private static void addRecords(Namespace namespace, String prefix, Set<String> found)
            throws StoreFileException {
        byte[] all = namespace.objectKeys();
        byte[] wanted = Keys.prefix(all, prefix);
        byte[] end = Keys.after(wanted);
        byte[] from = wanted;
        while (from.length > 0) {
            // Each object is one range of keys: from one's first key to behind its last.
            List<byte[]> next = new ArrayList<>(1);
            namespace
                    .parts()
                    .kv()
                    .scan(
                            from,
                            end,
                            (key, _) -> {
                                next.add(key);
                                return false;
                            });
            if (next.isEmpty()) {
                return;
            }
            String name = Keys.nameIn(next.getFirst(), all.length);
            byte[] object = Keys.object(all, name);
            if (namespace.parts().kv().get(Keys.of(object, Keys.HEAD)) != null) {
                found.add(name);
            }
            from = Keys.after(object);
            if (Arrays.compareUnsigned(from, end) >= 0) {
                return;
            }
        }
    }

    /** An object with a snapshot set is there if the set says so, whatever files there are. */
    private static void correctBySnapSets(Namespace namespace, String prefix, Set<String> found)
            throws StoreFileException {
        byte[] all = Keys.inTable(Keys.SNAP_SET, namespace.objectKeys());
        byte[] wanted = Keys.prefix(all, prefix);
        namespace
                .parts()
                .kv()
                .scan(
                        wanted,
                        Keys.after(wanted),
                        (key, value) -> {
                            SnapSet set = SnapSetCodec.decode(value);
                            String name = Keys.nameIn(key, all.length);
                            if (set == null || set.head() == SnapSet.NO_LAYER) {
                                found.remove(name);
                            } else {
                                found.add(name);
                            }
                            return true;
                        });
    }

    private static void addFiles(Namespace namespace, String prefix, Set<String> found)
            throws StoreFileException {
        if (!namespace.directory().exists()) {
            return;
        }
        for (int i = 0; i < Namespace.SHARDS; i++) {
            if (!namespace.shard(i).exists()) {
                continue;
            }
            for (String file : namespace.parts().files().list(namespace.shard(i).path())) {
                ObjectNames.unescape(file)
                        .filter(name -> name.startsWith(prefix))
                        .ifPresent(found::add);
            }
        }
    }
}
