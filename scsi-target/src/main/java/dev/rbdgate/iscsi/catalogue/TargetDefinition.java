package dev.rbdgate.iscsi.catalogue;

import dev.rbdgate.scsi.unit.LunInventory;
import java.util.List;
import java.util.Optional;

/**
 * One target: its LUNs and who may log in.
 *
 * @param name iSCSI name, normalized
 * @param alias TargetAlias, may be empty
 * @param portals where it can be reached; empty: at every listening address, in group 1
 * @param redirect where whoever logs in is sent instead, if anywhere
 * @param luns every LUN of the target
 * @param grants who may log in; one grant for the exact name alone decides, {@code *} serves only
 *     names that have none
 */
public record TargetDefinition(
        String name,
        String alias,
        List<Portal> portals,
        Optional<Redirect> redirect,
        LunInventory luns,
        List<Grant> grants) {
    public TargetDefinition {
        portals = List.copyOf(portals);
        grants = List.copyOf(grants);
    }

    /** A target that redirects nobody. */
    public TargetDefinition(
            String name,
            String alias,
            List<Portal> portals,
            LunInventory luns,
            List<Grant> grants) {
        this(name, alias, portals, Optional.empty(), luns, grants);
    }
}
