package dev.rbdgate.scsi.unit;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The LUNs that one nexus may reach, by number. Immutable.
 *
 * @param luns by LUN, 0 to 16383
 * @param targetPorts the relative port identifiers, which are portal group tags, of every port of
 *     the target; may leave out the nexus's own
 */
public record LunInventory(SortedMap<Integer, Mapping> luns, SortedSet<Integer> targetPorts) {

    /** Of a target with no other port than the nexus's own. */
    public LunInventory(SortedMap<Integer, Mapping> luns) {
        this(luns, Collections.emptySortedSet());
    }

    /**
     * One logical unit under one number.
     *
     * @param readOnly whether this mapping refuses every change
     */
    public record Mapping(LogicalUnit unit, boolean readOnly) {}
}
