package dev.rbdgate.rbd.store;

import dev.rbdgate.rbd.cls.ObjectClassContext;
import dev.rbdgate.rbd.cls.ObjectClassException;
import dev.rbdgate.rbd.encoding.EntityAddress;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A class method's view of an object in memory: reads what was, changes what will be. */
final class MemoryClassContext implements ObjectClassContext {

    private final MemoryOperation operation;

    MemoryClassContext(MemoryOperation operation) {
        this.operation = operation;
    }

    @Override
    public boolean exists() {
        return operation.after != null;
    }

    @Override
    public long size() {
        return operation.after == null ? 0 : operation.after.size;
    }

    @Override
    public byte[] read(long offset, int length) {
        return operation.before == null ? new byte[0] : operation.before.read(offset, length);
    }

    @Override
    public void create(boolean exclusive) throws ObjectClassException {
        if (exclusive && exists()) {
            throw new ObjectClassException(Errno.EEXIST);
        }
        operation.changed();
    }

    @Override
    public void write(long offset, byte[] data) {
        operation.changed().write(offset, data);
    }

    @Override
    public void writeFull(byte[] data) {
        MemoryObject object = operation.changed();
        object.truncate(0);
        object.write(0, data);
    }

    @Override
    public void truncate(long size) {
        operation.changed().truncate(size);
    }

    @Override
    public void remove() {
        operation.after = null;
    }

    @Override
    public byte @Nullable [] omapGet(OmapKey key) {
        return operation.before == null ? null : operation.before.omap.get(key);
    }

    @Override
    public SortedMap<OmapKey, byte[]> omapList(OmapKey startAfter, OmapKey prefix, int max) {
        return operation.before == null
                ? new TreeMap<>()
                : list(operation.before, startAfter, prefix, max);
    }

    static SortedMap<OmapKey, byte[]> list(
            MemoryObject object, OmapKey startAfter, OmapKey prefix, int max) {
        SortedMap<OmapKey, byte[]> found = new TreeMap<>();
        object.omap.tailMap(startAfter, false).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .limit(max)
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    @Override
    public void omapSet(OmapKey key, byte[] value) {
        operation.changed().omap.put(key, value);
    }

    @Override
    public void omapRemove(OmapKey key) {
        operation.changed().omap.remove(key);
    }

    @Override
    public byte @Nullable [] xattr(String name) {
        return operation.before == null ? null : operation.before.xattrs.get(name);
    }

    @Override
    public List<String> xattrNames() {
        return operation.before == null ? List.of() : List.copyOf(operation.before.xattrs.keySet());
    }

    @Override
    public void setXattr(String name, byte[] value) {
        operation.changed().xattrs.put(name, value);
    }

    @Override
    public void removeXattr(String name) {
        operation.changed().xattrs.remove(name);
    }

    @Override
    public Instant now() {
        return operation.store.now();
    }

    @Override
    public long random() {
        return operation.store.random();
    }

    @Override
    public long callerInstanceId() {
        return operation.store.instanceId();
    }

    @Override
    public byte[] callerAddress() {
        return EntityAddress.of(InetAddress.getLoopbackAddress(), 0, (int) callerInstanceId())
                .toBytes();
    }
}
