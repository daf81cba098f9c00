package dev.rbdgate.csi.call;

/**
 * Keys of the contexts that the controller gives the node (CSI, volume_context, publish_context).
 */
public final class Context {

    /** {@code host:port} list of the gateway's portals. */
    public static final String PORTALS = "portals";

    /** The unit's NAA designator, by which the node finds its disk. */
    public static final String NAA = "naa";

    /** CHAP of this node for this volume; of no use once the volume is unpublished. */
    public static final String CHAP_USER = "chapUser";

    public static final String CHAP_SECRET = "chapSecret";

    /** What the gateway proves itself with, where CHAP is mutual. */
    public static final String GATEWAY_USER = "gatewayUser";

    public static final String GATEWAY_SECRET = "gatewaySecret";

    private Context() {}
}
