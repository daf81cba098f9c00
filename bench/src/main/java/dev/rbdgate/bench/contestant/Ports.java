package dev.rbdgate.bench.contestant;

/** Ports in the network namespace that a run has to itself. */
public final class Ports {

    public static final int RBDGATE = 3260;
    public static final int RBDGATE_HTTP = 8080;

    /** Gateways that are started for one row. */
    public static final int ROW = 3261;

    public static final int ROW_HTTP = 8081;

    static final int TGT = 3270;
    static final int TGT_NULL = 3271;
    static final int TGT_RBD = 3272;
    static final int JSCSI = 3273;
    static final int RADOS = 3274;
    static final int RADOS_HTTP = 8082;
    static final int CHECKSUMS = 3275;
    static final int CHECKSUMS_HTTP = 8083;
    static final int MONITOR = 40000;

    private Ports() {}
}
