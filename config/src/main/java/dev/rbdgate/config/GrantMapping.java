package dev.rbdgate.config;

import static java.util.Collections.unmodifiableSortedSet;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Leave for an initiator to log in to a target.
 *
 * @param initiator normalized iSCSI name, or {@code *}
 * @param addresses CIDR blocks the connection must come from; empty: from anywhere
 * @param chap what it must prove, if anything
 * @param luns the LUNs it reaches; empty Optional: all
 * @param limits of each initiator of the grant, over all its sessions with the target
 */
public record GrantMapping(
        String initiator,
        List<String> addresses,
        Optional<ChapMapping> chap,
        Optional<SortedSet<Integer>> luns,
        RateMapping limits) {
    public GrantMapping {
        addresses = List.copyOf(addresses);
        luns = luns.map(set -> unmodifiableSortedSet(new TreeSet<>(set)));
    }

    /** Without limits. */
    public GrantMapping(
            String initiator,
            List<String> addresses,
            Optional<ChapMapping> chap,
            Optional<SortedSet<Integer>> luns) {
        this(initiator, addresses, chap, luns, RateMapping.NONE);
    }
}
