package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.LogicalUnitState;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** An open image. */
public interface Image extends BlockDevice {

    String id();

    /** The image's name, of late: listeners of {@link #onChange} are told of another one. */
    ImageName name();

    /** The snapshot that this is, of the image; empty for the image itself. */
    default OptionalLong snapshotId() {
        return OptionalLong.empty();
    }

    /** The unit's record in {@code rbdgate_lu.<image id>[.<snapshot id>]}. */
    LogicalUnitState logicalUnitState();

    CompletableFuture<ImageInfo> info();

    /**
     * Whether this client was shut out of the store, so that every call fails for ever: FENCED. The
     * listeners of {@link #onChange} are told. What was opened has to be closed, and may be opened
     * anew, as another client.
     */
    boolean hasEnded();
}
