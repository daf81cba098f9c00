package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.cls.ObjectClassContext;
import dev.rbdgate.rbd.cls.ObjectClassException;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** An object as its class methods see it: stored state to read, a transaction to change. */
final class ClassContext implements ObjectClassContext {

    private static final byte[] ADDRESS = address();

    private final Transaction transaction;
    private final StoredObject stored;
    private final StoreParts parts;

    ClassContext(Transaction transaction, StoreParts parts) {
        this.transaction = transaction;
        this.stored = transaction.stored();
        this.parts = parts;
    }

    /**
     * entity_addr: marker 1, envelope of version 1.1, type legacy, nonce 0, IPv4 loopback, port 0.
     */
    private static byte[] address() {
        int sockaddrBytes = 16;
        int addressFamilyIpv4 = 2;
        return ByteBuffer.allocate(35)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {1, 1, 1})
                .putInt(3 * Integer.BYTES + sockaddrBytes)
                .putInt(1)
                .putInt(0)
                .putInt(sockaddrBytes)
                .putShort((short) addressFamilyIpv4)
                .putShort((short) 0)
                .put(new byte[] {127, 0, 0, 1})
                .array();
    }

    private interface Reading<T extends @Nullable Object> {
        T read() throws StoreFileException;
    }

    private static <T extends @Nullable Object> T reading(Reading<T> reading) {
        try {
            return reading.read();
        } catch (StoreFileException e) {
            throw new UncheckedFileException(e);
        }
    }

    @Override
    public boolean exists() {
        return transaction.exists();
    }

    @Override
    public long size() {
        return transaction.size();
    }

    @Override
    public byte[] read(long offset, int length) {
        return reading(() -> stored.read(offset, length));
    }

    @Override
    public void create(boolean exclusive) throws ObjectClassException {
        if (exclusive && transaction.exists()) {
            throw new ObjectClassException(Errno.EEXIST);
        }
        transaction.create();
    }

    @Override
    public void write(long offset, byte[] data) {
        transaction.setWhole();
        transaction.write(offset, List.of(direct(data)));
    }

    @Override
    public void writeFull(byte[] data) {
        transaction.setWhole();
        transaction.replace(List.of(direct(data)));
    }

    private static ByteBuffer direct(byte[] data) {
        return ByteBuffer.allocateDirect(data.length).put(data).flip();
    }

    @Override
    public void truncate(long size) {
        transaction.truncate(size);
    }

    @Override
    public void remove() {
        reading(() -> {
            transaction.remove();
            return true;
        });
    }

    @Override
    public byte @Nullable [] omapGet(OmapKey key) {
        return ClassContext.<byte @Nullable []>reading(() -> stored.omapGet(key));
    }

    @Override
    public SortedMap<OmapKey, byte[]> omapList(OmapKey startAfter, OmapKey prefix, int max) {
        return reading(() -> stored.omapList(startAfter, prefix, max)).entries();
    }

    @Override
    public void omapSet(OmapKey key, byte[] value) {
        transaction.omapSet(key, value);
    }

    @Override
    public void omapRemove(OmapKey key) {
        transaction.omapRemove(key);
    }

    @Override
    public byte @Nullable [] xattr(String name) {
        return ClassContext.<byte @Nullable []>reading(() -> stored.xattr(name));
    }

    @Override
    public List<String> xattrNames() {
        return List.copyOf(reading(stored::xattrs).keySet());
    }

    @Override
    public void setXattr(String name, byte[] value) {
        transaction.setXattr(name, value);
    }

    @Override
    public void removeXattr(String name) {
        transaction.removeXattr(name);
    }

    @Override
    public Instant now() {
        return parts.settings().clock().instant();
    }

    @Override
    public long random() {
        return parts.settings().random().getAsLong();
    }

    @Override
    public long callerInstanceId() {
        return parts.instanceId();
    }

    @Override
    public byte[] callerAddress() {
        return ADDRESS.clone();
    }
}
