package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.store.OmapKey;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The object a class method runs on, inside one operation. Content, omap and attributes are seen as
 * they were before the operation: what earlier steps of it changed stays hidden, as on the OSD.
 * Only {@link #exists} and {@link #size} follow the earlier steps: {@code create} then {@code
 * set_id} in one operation finds the object there, and empty.
 */
public interface ObjectClassContext {

    boolean exists();

    /** Size of the content in bytes; 0 if the object does not exist. */
    long size();

    /** Content from {@code offset}, fewer bytes at its end. */
    byte[] read(long offset, int length);

    void create(boolean exclusive) throws ObjectClassException;

    void write(long offset, byte[] data);

    void writeFull(byte[] data);

    void truncate(long size);

    void remove();

    byte @Nullable [] omapGet(OmapKey key);

    /** Up to {@code max} entries after {@code startAfter} whose keys begin with {@code prefix}. */
    SortedMap<OmapKey, byte[]> omapList(OmapKey startAfter, OmapKey prefix, int max);

    void omapSet(OmapKey key, byte[] value);

    void omapRemove(OmapKey key);

    byte @Nullable [] xattr(String name);

    List<String> xattrNames();

    void setXattr(String name, byte[] value);

    void removeXattr(String name);

    /** The store's clock. */
    Instant now();

    /** Random 64 bits from the store's source. */
    long random();

    /** Who sent the operation: its instance id (entity {@code client.<id>}). */
    long callerInstanceId();

    /** The caller's address in its encoded entity_addr form. */
    byte[] callerAddress();
}
