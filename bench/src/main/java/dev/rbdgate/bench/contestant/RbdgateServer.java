package dev.rbdgate.bench.contestant;

import java.util.stream.IntStream;

/** Gives a fresh gateway the volumes that every contestant has. */
final class RbdgateServer {

    static final String IQN = "iqn.2026-11.dev.rbdgate:bench";

    private RbdgateServer() {}

    /**
     * Makes the small volumes, of which fewer may be wanted, and the large one if that is wanted.
     */
    static void furnish(GatewayApi api, int small, boolean large) {
        api.createTarget(IQN);
        IntStream.range(0, small)
                .forEach(lun -> furnish(api, image(lun), Volumes.SMALL_BYTES, lun));
        if (large) {
            furnish(api, "large", Volumes.LARGE_BYTES, Volumes.SMALL_COUNT);
        }
    }

    static String image(int lun) {
        return "volume" + lun;
    }

    private static void furnish(GatewayApi api, String image, long bytes, int lun) {
        api.createImage(image, bytes);
        api.addUnit(IQN, image, lun);
    }
}
