package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Why a connection failed, and what to do about it. */
final class ConnectAdvice {

    private ConnectAdvice() {}

    /** The configuration file was not read. */
    static ObjectStoreException configuration(int errno, RadosStoreSettings settings) {
        Path file = settings.cephConf();
        if (!Files.exists(file)) {
            return new ObjectStoreException(
                    errno,
                    "there is no Ceph configuration file %s: name one with RBDGATE_CEPH_CONF"
                            .formatted(file));
        }
        if (!Files.isReadable(file)) {
            return new ObjectStoreException(
                    errno,
                    "the Ceph configuration file %s cannot be read: let this process's user read it"
                            .formatted(file));
        }
        return new ObjectStoreException(
                errno,
                "the Ceph configuration file %s cannot be understood: 'ceph-conf -c %s --lookup mon_host' names the line"
                        .formatted(file, file));
    }

    /** {@code rados_connect} failed. */
    static ObjectStoreException failure(int errno, RadosStoreSettings settings, long cluster) {
        String user = "client." + settings.user();
        return new ObjectStoreException(
                errno,
                switch (errno) {
                    case Errno.ETIMEDOUT ->
                            "no monitor answered within %d s (mon host: %s). Check that the monitors run, the network between, and the addresses in %s"
                                    .formatted(
                                            settings.connectLimit().toSeconds(),
                                            orNone(Connector.option(cluster, "mon_host")),
                                            settings.cephConf());
                    case Errno.ENOENT -> missing(settings, user, cluster);
                    case Errno.EPERM, ErrorNumbers.EACCES ->
                            "the cluster refuses %s: its key in %s is not the cluster's, or the user does not exist. 'ceph auth get %s' shows the right one"
                                    .formatted(user, keyrings(cluster), user);
                    case Errno.EINVAL ->
                            "the cluster cannot be joined with %s: check 'mon host', the auth settings and the key of %s in %s"
                                    .formatted(settings.cephConf(), user, keyrings(cluster));
                    default ->
                            "connecting as %s with %s failed".formatted(user, settings.cephConf());
                });
    }

    private static String missing(RadosStoreSettings settings, String user, long cluster) {
        if (Connector.option(cluster, "mon_host").isBlank()) {
            return "%s names no monitors: set 'mon host'".formatted(settings.cephConf());
        }
        return "there is no key of %s in %s. Make one with: ceph auth get-or-create %s mon 'profile rbd' osd 'profile rbd pool=%s' -o /etc/ceph/ceph.%s.keyring"
                .formatted(
                        user,
                        keyrings(cluster),
                        user,
                        String.join(", profile rbd pool=", settings.pools()),
                        user);
    }

    /** The keyring files that are looked for, those that exist if any do. */
    private static String keyrings(long cluster) {
        List<String> looked =
                Arrays.stream(Connector.option(cluster, "keyring").split("[,; ]+"))
                        .filter(file -> !file.isEmpty())
                        .toList();
        List<String> there = looked.stream().filter(file -> Files.exists(Path.of(file))).toList();
        return orNone(String.join(", ", there.isEmpty() ? looked : there));
    }

    private static String orNone(String text) {
        return text.isBlank() ? "none" : text;
    }

    /** A pool of the settings does not exist. */
    static ObjectStoreException noPool(String pool, List<String> existing) {
        return new ObjectStoreException(
                Errno.ENOENT,
                "pool '%s' does not exist on the cluster, which has: %s. Name others with RBDGATE_CEPH_POOLS, or make it: ceph osd pool create %s && rbd pool init %s"
                        .formatted(pool, orNone(String.join(", ", existing)), pool, pool));
    }

    /** The user may not use a pool. */
    static ObjectStoreException notAllowed(int errno, String user, String pool) {
        return new ObjectStoreException(
                errno,
                "client.%s may not use pool '%s': ceph auth caps client.%s mon 'profile rbd' osd 'profile rbd pool=%s' (naming all its pools)"
                        .formatted(user, pool, user, pool));
    }
}
