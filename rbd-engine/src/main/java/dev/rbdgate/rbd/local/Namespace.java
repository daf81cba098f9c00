package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.ObjectStore;
import java.util.concurrent.ConcurrentHashMap;

/** The objects of one pool and namespace that are in memory, and where the others are. */
final class Namespace {

    /** Directories over which the files are spread. */
    static final int SHARDS = 256;

    private final StoreParts parts;
    private final ObjectStore.Pool pool;
    private final String name;
    private final byte[] objectKeys;
    private final DirectoryNode directory;
    private final DirectoryNode[] shards = new DirectoryNode[SHARDS];
    private final ConcurrentHashMap<String, LocalObject> objects = new ConcurrentHashMap<>();

    Namespace(StoreParts parts, ObjectStore.Pool pool, String name, DirectoryNode poolDirectory) {
        this.parts = parts;
        this.pool = pool;
        this.name = name;
        this.objectKeys = Keys.namespace(Keys.OBJECT, pool.id(), name);
        this.directory = poolDirectory.child(ObjectNames.directoryOf(name));
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = directory.child("%02x".formatted(i));
        }
    }

    StoreParts parts() {
        return parts;
    }

    ObjectStore.Pool pool() {
        return pool;
    }

    String name() {
        return name;
    }

    /** What the keys of its objects begin with. */
    byte[] objectKeys() {
        return objectKeys;
    }

    DirectoryNode directory() {
        return directory;
    }

    DirectoryNode shard(String object) {
        return shards[ObjectNames.shard(object)];
    }

    DirectoryNode shard(int index) {
        return shards[index];
    }

    /** The object of a valid name, whether it exists or not. */
    LocalObject object(String object) {
        LocalObject known = objects.get(object);
        if (known != null) {
            known.touch();
            return known;
        }
        LocalObject made = new LocalObject(this, object);
        LocalObject other = objects.putIfAbsent(object, made);
        if (other != null) {
            return other;
        }
        parts.table().added(made);
        return made;
    }

    /** Drops an object that has been retired. */
    void drop(LocalObject retired) {
        objects.remove(retired.name(), retired);
    }

    @Override
    public String toString() {
        return pool.name() + "/" + (name.isEmpty() ? "" : name + "/");
    }
}
