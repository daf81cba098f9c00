package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.settings.RbdgateSettings;
import dev.rbdgate.gateway.settings.UsageException;
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
        throw new StartupException("There is no store yet for " + directory, "Wait.");
    }
}
