package dev.rbdgate.scsi.unit;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.LogicalUnitState;

/**
 * A logical unit: one image, however often it is mapped. Without a device it answers NOT READY
 * (02/04/01).
 */
public final class LogicalUnit {

    private final UnitIdentity identity;

    public LogicalUnit(UnitIdentity identity, UnitOptions options) {
        this.identity = identity;
    }

    public UnitIdentity identity() {
        return identity;
    }

    /** Makes the unit ready. */
    public void attach(BlockDevice device, LogicalUnitState state) {
        throw new UnsupportedOperationException();
    }

    /** Makes the unit not ready; running commands end as the device ends them. */
    public void detach() {
        throw new UnsupportedOperationException();
    }
}
