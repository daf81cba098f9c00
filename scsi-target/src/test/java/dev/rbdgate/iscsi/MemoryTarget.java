package dev.rbdgate.iscsi;

import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A target with one LUN in memory on a free loopback port, for conformance suites that run by hand:
 * prints {@code iscsi://host:port/target/0} and serves until it is killed.
 */
public final class MemoryTarget {

    private static final String NAME = "iqn.2026-11.dev.rbdgate:memory";
    private static final long BYTES = 256L << 20;

    private MemoryTarget() {}

    public static void main(String[] arguments) {
        LogicalUnit unit =
                new LogicalUnit(
                        new UnitIdentity(0x3123456789abcdefL, "0123456789abcdef", "memory"),
                        UnitOptions.DEFAULT);
        unit.attach(new MemoryBlockDevice(BYTES), new MemoryLogicalUnitState());
        TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
        luns.put(0, new LunInventory.Mapping(unit, false));
        IscsiTarget target =
                new IscsiTarget(
                        new IscsiTargetSettings(
                                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                                List.of()));
        Grant everybody =
                new Grant(Grant.EVERY_INITIATOR, List.of(), Optional.empty(), Optional.empty());
        target.serve(
                new TargetCatalogue(
                        Map.of(
                                NAME,
                                new TargetDefinition(
                                        NAME,
                                        "",
                                        List.of(),
                                        new LunInventory(luns),
                                        List.of(everybody))),
                        Optional.empty()));
        InetSocketAddress address = target.start().getFirst();
        System.out.printf("iscsi://%s:%d/%s/0%n", address.getHostString(), address.getPort(), NAME);
    }
}
