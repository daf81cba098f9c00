package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import java.util.concurrent.CompletableFuture;

/**
 * How the header of one image is read and changed, which differs by its format. Changes are
 * durable; futures fail with {@link dev.rbdgate.rbd.store.ObjectStoreException}.
 */
interface HeaderAccess {

    /** The object that holds the header, which clients watch and lock. */
    String object();

    /** Reads it; ENOENT if there is none. */
    CompletableFuture<ImageHeader> read();

    /** Sets the size; one below the parent's overlap lowers that too. */
    CompletableFuture<Void> setSize(long sizeBytes);

    /**
     * Adds a snapshot that users see; ESTALE if the id is below that of an earlier one, EEXIST if
     * the name is taken, EDQUOT at the image's limit.
     */
    CompletableFuture<Void> addSnapshot(String name, long snapId);

    /**
     * Marks a snapshot as being removed, where the format can tell: users see it no more, and who
     * finds it finishes. EBUSY if it is protected.
     */
    CompletableFuture<Void> condemnSnapshot(SnapMeta snapshot);

    /** EBUSY if it is protected or has clones. */
    CompletableFuture<Void> removeSnapshot(SnapMeta snapshot);

    /** EEXIST if the name is taken. */
    CompletableFuture<Void> renameSnapshot(SnapMeta snapshot, String newName);

    /**
     * @param protection as in {@link SnapMeta}; EOPNOTSUPP where the format has no clones
     */
    CompletableFuture<Void> setProtection(SnapMeta snapshot, int protection);
}
