package dev.rbdgate.rbd.image;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.LogicalUnitState;
import java.util.concurrent.CompletableFuture;

/** An open image. */
public interface Image extends BlockDevice {

    String id();

    /** The image's record in {@code rbdgate_lu.<image id>}. */
    LogicalUnitState logicalUnitState();

    CompletableFuture<ImageInfo> info();
}
