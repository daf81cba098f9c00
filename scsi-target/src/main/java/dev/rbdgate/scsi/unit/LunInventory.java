package dev.rbdgate.scsi.unit;

import java.util.SortedMap;

/**
 * The LUNs that one nexus may reach, by number. Immutable.
 *
 * @param luns by LUN, 0 to 16383
 */
public record LunInventory(SortedMap<Integer, Mapping> luns) {

    /**
     * One logical unit under one number.
     *
     * @param readOnly whether this mapping refuses every change
     */
    public record Mapping(LogicalUnit unit, boolean readOnly) {}
}
