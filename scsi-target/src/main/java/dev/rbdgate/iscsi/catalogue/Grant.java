package dev.rbdgate.iscsi.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Leave for an initiator to log in to a target.
 *
 * @param initiator normalized iSCSI name, or {@code *} for every name
 * @param addresses CIDR blocks the connection must come from; empty: from anywhere
 * @param authentication what it must prove, if anything
 * @param luns the LUNs it reaches; empty Optional: all
 */
public record Grant(
        String initiator,
        List<String> addresses,
        Optional<ChapAuthentication> authentication,
        Optional<Set<Integer>> luns) {
    public static final String EVERY_INITIATOR = "*";

    public Grant {
        addresses = List.copyOf(addresses);
        luns = luns.map(Set::copyOf);
    }
}
