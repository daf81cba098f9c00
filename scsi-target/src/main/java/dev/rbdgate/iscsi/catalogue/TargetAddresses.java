package dev.rbdgate.iscsi.catalogue;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** What SendTargets answers as TargetAddress (RFC 7143 13.8): never a wildcard address. */
public final class TargetAddresses {

    private TargetAddresses() {}

    /**
     * @param advertise {@code host:port} for portals that name none
     * @param local where the asking connection came in
     * @return {@code host:port,group}, with brackets around IPv6 addresses
     */
    public static List<String> of(
            TargetDefinition target, List<String> advertise, InetSocketAddress local) {
        List<String> addresses = new ArrayList<>();
        if (target.portals().isEmpty()) {
            add(addresses, advertise, local, Access.DEFAULT_GROUP);
        }
        for (Portal portal : target.portals()) {
            InetAddress address = AddressBlock.literal(portal.address());
            InetSocketAddress own =
                    new InetSocketAddress(
                            address.isAnyLocalAddress() ? local.getAddress() : address,
                            portal.port());
            add(addresses, portal.advertise().map(List::of).orElse(advertise), own, portal.group());
        }
        return addresses;
    }

    private static void add(
            List<String> addresses, List<String> advertise, InetSocketAddress own, int group) {
        List<String> shown = advertise.isEmpty() ? List.of(text(own)) : advertise;
        for (String address : shown) {
            String withGroup = address + "," + group;
            if (!addresses.contains(withGroup)) {
                addresses.add(withGroup);
            }
        }
    }

    private static String text(InetSocketAddress address) {
        String host = NetUtil.toAddressString(address.getAddress());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
