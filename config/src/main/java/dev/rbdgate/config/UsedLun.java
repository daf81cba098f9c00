package dev.rbdgate.config;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A LUN number that a target uses or has used.
 *
 * @param naa the designator of the unit that has or had it last
 * @param seenBy initiator names that were shown it and have not yet been told of a removal
 */
public record UsedLun(int lun, String naa, SortedSet<String> seenBy) {
    public UsedLun {
        seenBy = Collections.unmodifiableSortedSet(new TreeSet<>(seenBy));
    }
}
