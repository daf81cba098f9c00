package dev.rbdgate.rbd.rados;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Which cluster, as whom, and how.
 *
 * @param cephConf the cluster's configuration file
 * @param user the id without {@code client.}
 * @param pools names of the pools that may be used; at least one
 * @param handles connections to the cluster, over which images are spread; each has its own
 *     callback thread in librados, and about a dozen threads in all
 * @param connectLimit for each connection at the start
 */
public record RadosStoreSettings(
        Path cephConf, String user, List<String> pools, int handles, Duration connectLimit) {

    public static final Path DEFAULT_CONF = Path.of("/etc/ceph/ceph.conf");
    public static final String DEFAULT_USER = "admin";
    public static final List<String> DEFAULT_POOLS = List.of("rbd");

    /**
     * One callback thread carries some 100,000 calls a second; more handles than that cost memory.
     */
    public static final int DEFAULT_HANDLES = 4;

    public static final int MAX_HANDLES = 64;
    public static final Duration DEFAULT_CONNECT_LIMIT = Duration.ofSeconds(30);

    public RadosStoreSettings {
        pools = List.copyOf(pools);
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("at least one pool is needed");
        }
        if (handles < 1 || handles > MAX_HANDLES) {
            throw new IllegalArgumentException("handles are 1 to " + MAX_HANDLES);
        }
        if (user.startsWith("client.")) {
            throw new IllegalArgumentException(
                    "the user is the id without 'client.': " + user.substring("client.".length()));
        }
        if (connectLimit.toSeconds() < 1) {
            throw new IllegalArgumentException("the limit for connecting is at least a second");
        }
    }

    /** These pools with the defaults for everything else. */
    public static RadosStoreSettings of(Path cephConf, String user, List<String> pools) {
        return new RadosStoreSettings(
                cephConf, user, pools, DEFAULT_HANDLES, DEFAULT_CONNECT_LIMIT);
    }
}
