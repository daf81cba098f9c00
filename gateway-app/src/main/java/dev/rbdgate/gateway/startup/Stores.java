package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.rbd.local.Checksums;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.local.StoreOpenException;
import dev.rbdgate.rbd.rados.RadosObjectStore;
import dev.rbdgate.rbd.rados.RadosStoreSettings;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.nio.file.Path;

/** Opens the object store that the settings name. */
public final class Stores {

    /** The embedded store's place in the data directory. */
    public static final String LOCAL = "store";

    private Stores() {}

    /**
     * @throws StartupException if it cannot be opened
     * @throws UsageException if a setting cannot be right
     */
    static ObjectStore open(RbdgateSettings settings, Path dataDirectory) {
        return switch (settings.store()) {
            case LOCAL -> local(dataDirectory.resolve(LOCAL), settings.checksums());
            case RADOS -> rados(settings);
        };
    }

    private static ObjectStore local(Path directory, Checksums checksums) {
        try {
            return LocalObjectStore.open(
                    directory, LocalStoreSettings.defaults().withChecksums(checksums));
        } catch (StoreOpenException e) {
            throw new StartupException(
                    String.valueOf(e.getMessage()),
                    "Do that, or name another directory with RBDGATE_DATA_DIR or --data-dir.");
        }
    }

    private static ObjectStore rados(RbdgateSettings settings) {
        RadosStoreSettings cluster;
        try {
            cluster =
                    RadosStoreSettings.of(
                            settings.cephConf(), settings.cephUser(), settings.cephPools());
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "The Ceph settings cannot be used: " + e.getMessage(),
                    "Correct RBDGATE_CEPH_USER or RBDGATE_CEPH_POOLS (--ceph-user, --ceph-pools).");
        }
        try {
            return RadosObjectStore.open(cluster);
        } catch (ObjectStoreException e) {
            throw new StartupException(
                    "The Ceph cluster cannot be used: " + e.getMessage(),
                    "Do that, or unset RBDGATE_STORE to keep images on this machine.");
        }
    }
}
