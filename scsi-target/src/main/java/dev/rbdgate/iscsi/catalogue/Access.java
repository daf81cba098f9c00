package dev.rbdgate.iscsi.catalogue;

import dev.rbdgate.scsi.unit.LunInventory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who reaches what: decides by grants and portals. */
public final class Access {

    /** The portal group of targets that name no portals. */
    public static final int DEFAULT_GROUP = 1;

    private Access() {}

    /**
     * The grant under which an initiator may log in.
     *
     * @param initiator normalized name
     */
    public static Optional<Grant> grant(
            TargetDefinition target, String initiator, InetAddress from) {
        return grantFor(target, initiator)
                .or(() -> grantFor(target, Grant.EVERY_INITIATOR))
                .filter(grant -> admits(grant, from));
    }

    /** The portal group through which a connection to {@code local} reaches the target, if any. */
    public static Optional<Integer> portalGroup(TargetDefinition target, InetSocketAddress local) {
        if (target.portals().isEmpty()) {
            return Optional.of(DEFAULT_GROUP);
        }
        return target.portals().stream()
                .filter(portal -> portal.port() == local.getPort())
                .filter(portal -> {
                    InetAddress address = AddressBlock.literal(portal.address());
                    return address.isAnyLocalAddress() || address.equals(local.getAddress());
                })
                .findFirst()
                .map(Portal::group);
    }

    /** The LUNs of the target that the grant includes. */
    public static LunInventory inventory(TargetDefinition target, Grant grant) {
        var luns = new TreeMap<>(target.luns().luns());
        grant.luns().ifPresent(luns.keySet()::retainAll);
        var groups = new TreeSet<Integer>();
        target.portals().forEach(portal -> groups.add(portal.group()));
        return new LunInventory(luns, groups);
    }

    private static Optional<Grant> grantFor(TargetDefinition target, String initiator) {
        return target.grants().stream()
                .filter(grant -> grant.initiator().equals(initiator))
                .findFirst();
    }

    private static boolean admits(Grant grant, InetAddress from) {
        return grant.addresses().isEmpty()
                || grant.addresses().stream()
                        .anyMatch(block -> AddressBlock.parse(block).contains(from));
    }
}
