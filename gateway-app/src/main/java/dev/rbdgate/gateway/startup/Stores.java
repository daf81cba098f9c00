package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.local.StoreOpenException;
import dev.rbdgate.rbd.store.ObjectStore;
import java.nio.file.Path;

/** Opens the object store that the settings name. */
final class Stores {

    /** The embedded store's place in the data directory. */
    private static final String LOCAL = "store";

    private Stores() {}

    /**
     * @throws StartupException if it cannot be opened
     * @throws UsageException if this version does not have it
     */
    static ObjectStore open(RbdgateSettings settings, Path dataDirectory) {
        return switch (settings.store()) {
            case LOCAL -> local(dataDirectory.resolve(LOCAL));
            case RADOS ->
                    throw new UsageException(
                            "This build has no rados store; RBDGATE_STORE can only be local.",
                            "Unset RBDGATE_STORE, or set it to local.");
        };
    }

    private static ObjectStore local(Path directory) {
        try {
            return LocalObjectStore.open(directory, LocalStoreSettings.defaults());
        } catch (StoreOpenException e) {
            throw new StartupException(
                    String.valueOf(e.getMessage()),
                    "Do that, or name another directory with RBDGATE_DATA_DIR or --data-dir.");
        }
    }
}
