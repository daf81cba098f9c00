package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.local.kv.KeyValueStore;

/**
 * What all parts of an open store share.
 *
 * @param instanceId of this opening of the store
 */
record StoreParts(
        StoreFiles files,
        KeyValueStore kv,
        LocalStoreSettings settings,
        StoreHealth health,
        SpaceGuard space,
        Workers workers,
        Syncer syncer,
        ObjectTable table,
        long instanceId) {

    /** New data objects are made here whole, before they get their name. */
    static final String SCRATCH = "tmp";

    static final String POOLS = "pools";
    static final String KV = "kv";
}
