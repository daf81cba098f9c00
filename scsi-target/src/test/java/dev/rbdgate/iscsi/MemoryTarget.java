package dev.rbdgate.iscsi;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.Redirect;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The whole of this module over devices in memory, on a free loopback port. */
final class MemoryTarget implements AutoCloseable {

    static final String NAME = "iqn.2026-11.dev.rbdgate:memory";
    private static final long NAA_LOCALLY_ASSIGNED = 0x3L << 60;

    final IscsiTarget target;
    final RecordingObserver observer = new RecordingObserver();
    final InetSocketAddress address;

    MemoryTarget(List<? extends BlockDevice> devices, Optional<Grant> grant) {
        this(devices, grant, Optional.empty(), Duration.ZERO);
    }

    /**
     * @param slowCommand from which on a command is logged
     */
    MemoryTarget(List<? extends BlockDevice> devices, Optional<Grant> grant, Duration slowCommand) {
        this(devices, grant, Optional.empty(), slowCommand);
    }

    /** Without devices, and of the same name as the one that it sends initiators to. */
    static MemoryTarget redirecting(InetSocketAddress to) {
        Redirect redirect = new Redirect(to.getAddress().getHostAddress(), to.getPort(), false);
        return new MemoryTarget(List.of(), Optional.empty(), Optional.of(redirect), Duration.ZERO);
    }

    private MemoryTarget(
            List<? extends BlockDevice> devices,
            Optional<Grant> grant,
            Optional<Redirect> redirect,
            Duration slowCommand) {
        target =
                new IscsiTarget(
                        new IscsiTargetSettings(
                                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                                List.of(),
                                Optional.empty(),
                                slowCommand),
                        observer);
        TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
        for (int lun = 0; lun < devices.size(); lun++) {
            UnitIdentity identity =
                    new UnitIdentity(
                            NAA_LOCALLY_ASSIGNED | lun + 1, "serial" + lun, "memory" + lun);
            LogicalUnit unit = new LogicalUnit(identity, UnitOptions.DEFAULT);
            unit.attach(devices.get(lun), new MemoryLogicalUnitState());
            luns.put(lun, new LunInventory.Mapping(unit, false));
        }
        TargetDefinition definition =
                new TargetDefinition(
                        NAME,
                        "memory",
                        List.of(),
                        redirect,
                        new LunInventory(luns),
                        List.of(grant.orElseGet(TargetFixture::grantToAll)));
        target.serve(new TargetCatalogue(Map.of(NAME, definition), Optional.empty())).join();
        address = target.start().getFirst();
    }

    String url(int lun) {
        return "iscsi://127.0.0.1:%d/%s/%d".formatted(address.getPort(), NAME, lun);
    }

    @Override
    public void close() {
        target.close();
    }

    /** Serves two devices of so many MiB until standard input ends; for other people's tools. */
    public static void main(String[] arguments) throws IOException {
        long bytes = Long.parseLong(arguments[0]) << 20;
        try (MemoryTarget memory =
                new MemoryTarget(
                        List.of(new MemoryBlockDevice(bytes), new MemoryBlockDevice(bytes)),
                        Optional.empty())) {
            System.out.println(memory.url(0));
            while (System.in.read() >= 0) {
                // Anything but the end is ignored.
            }
        }
    }
}
