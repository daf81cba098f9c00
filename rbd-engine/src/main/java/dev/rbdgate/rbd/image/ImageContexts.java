package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore.Pool;

/**
 * Where an image's objects are. All are reached by one client.
 *
 * @param metadata header, object maps, directory: the image's pool and namespace
 * @param data data objects: the data pool in the same namespace, or the same as metadata. At the
 *     head, without snapshots
 */
record ImageContexts(ObjectContext metadata, ObjectContext data) {

    /**
     * @param namespace of the image
     */
    static ImageContexts of(
            ObjectContext metadata, ImageHeader header, String namespace, PoolLookup pools) {
        if (header.dataPoolId() == ImageHeader.NO_DATA_POOL) {
            return new ImageContexts(metadata, metadata);
        }
        Pool pool = pools.byId(header.dataPoolId());
        return new ImageContexts(metadata, metadata.sibling(pool, namespace));
    }
}
