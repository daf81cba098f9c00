package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.local.kv.KeyValueStore;

/**
 * What all parts of an open store share.
 *
 * @param instanceId of this opening of the store
 * @param hostBoot stands for this boot of the host in records
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
        Snapshots snapshots,
        LayerFiles layers,
        Tidier tidier,
        long instanceId,
        long hostBoot) {

    /** New data objects are made here whole, before they get their name. */
    static final String SCRATCH = "tmp";

    static final String POOLS = "pools";
    static final String KV = "kv";
}
