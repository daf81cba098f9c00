package dev.rbdgate.iscsi.catalogue;

import dev.rbdgate.block.RateLimits;
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
 * @param limits of what each initiator of the grant may do in a second, over all its sessions with
 *     the target
 */
public record Grant(
        String initiator,
        List<String> addresses,
        Optional<ChapAuthentication> authentication,
        Optional<Set<Integer>> luns,
        RateLimits limits) {
    public static final String EVERY_INITIATOR = "*";

    public Grant {
        addresses = List.copyOf(addresses);
        luns = luns.map(Set::copyOf);
    }

    /** Without limits. */
    public Grant(
            String initiator,
            List<String> addresses,
            Optional<ChapAuthentication> authentication,
            Optional<Set<Integer>> luns) {
        this(initiator, addresses, authentication, luns, RateLimits.NONE);
    }
}
