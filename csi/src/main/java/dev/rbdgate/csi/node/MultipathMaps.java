package dev.rbdgate.csi.node;

import java.util.List;
import java.util.Optional;

/** Multipath devices of the host's dm-multipath. */
final class MultipathMaps {

    private static final String DEVICE_MAPPER = "/dev/dm-";

    private final Host host;

    MultipathMaps(Host host) {
        this.host = host;
    }

    /**
     * What multipath's tools call a device's map; empty if it has none. Unlike the device, the name
     * stays the same over restarts of the host.
     */
    Optional<String> name(String device) {
        return device.startsWith(DEVICE_MAPPER)
                ? Optional.of(
                        host.ok(
                                        "cat",
                                        "/sys/block/"
                                                + device.substring("/dev/".length())
                                                + "/dm/name")
                                .strip())
                : Optional.empty();
    }

    /** Lets a map take the size of its paths. */
    void resize(String name) {
        host.ok("multipathd", "resize", "map", name);
    }

    /**
     * Takes an unused map away before its paths go: one that is left without paths queues what is
     * asked of it for ever.
     */
    void remove(String name) {
        if (host.run(List.of("test", "-b", "/dev/mapper/" + name)).status() == 0) {
            host.ok("multipath", "-f", name);
        }
    }
}
