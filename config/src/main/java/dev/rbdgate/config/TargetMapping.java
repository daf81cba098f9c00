package dev.rbdgate.config;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One target and all that hangs on it. Immutable.
 *
 * @param iqn iSCSI name, normalized
 * @param portals empty: every listening address
 * @param redirect where logins are sent instead, if anywhere
 * @param luns by LUN
 * @param grants by initiator name
 */
public record TargetMapping(
        String iqn,
        String alias,
        List<PortalMapping> portals,
        Optional<RedirectMapping> redirect,
        SortedMap<Integer, LunMapping> luns,
        SortedMap<String, GrantMapping> grants) {
    public TargetMapping {
        portals = List.copyOf(portals);
        luns = Collections.unmodifiableSortedMap(new TreeMap<>(luns));
        grants = Collections.unmodifiableSortedMap(new TreeMap<>(grants));
    }

    /** A target without redirection, LUNs and grants. */
    public static TargetMapping empty(String iqn, String alias, List<PortalMapping> portals) {
        return new TargetMapping(
                iqn, alias, portals, Optional.empty(), new TreeMap<>(), new TreeMap<>());
    }
}
