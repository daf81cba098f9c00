package dev.rbdgate.rbd.image;

import java.util.HexFormat;

/** Names of an image's objects, by its id. */
record ImageObjects(String id) {

    /** Of a pool and namespace: which images there are. */
    static final String DIRECTORY = "rbd_directory";

    /** Of a pool: that it was made sure to be fit for images. */
    static final String POOL_INFO = "rbd_info";

    /** Of a pool and namespace: its clones of the first kind. */
    static final String CHILDREN = "rbd_children";

    /** Of a pool and namespace: the images that were put away. */
    static final String TRASH = "rbd_trash";

    /** Of a pool: which namespaces there are. */
    static final String NAMESPACES = "rbd_namespace";

    static final String DATA_PREFIX = "rbd_data.";

    /** Holds the id of the image of a name. */
    static String idOf(String name) {
        return "rbd_id." + name;
    }

    String header() {
        return "rbd_header." + id;
    }

    String objectMap() {
        return "rbd_object_map." + id;
    }

    /** Of a snapshot. */
    String objectMap(long snapId) {
        return objectMap() + "." + HexFormat.of().toHexDigits(snapId);
    }

    String dataPrefix() {
        return DATA_PREFIX + id;
    }

    /** Our own: what the logical unit remembers. */
    String unitState() {
        return "rbdgate_lu." + id;
    }

    /** Our own: what the logical unit that serves a snapshot remembers. */
    String unitState(long snapId) {
        return unitState() + "." + HexFormat.of().toHexDigits(snapId);
    }

    /** Our own: the snapshot that the image has begun to be rolled back to. */
    String rollback() {
        return "rbdgate_rollback." + id;
    }

    /** Our own: the parent that has been detached, and does not know yet. */
    String detached() {
        return "rbdgate_detached." + id;
    }

    /** Our own: that writes which nobody had flushed may be gone. */
    String lostWrites() {
        return "rbdgate_lost." + id;
    }

    /** Our own: the size that a shrink has begun to cut the image to. */
    String shrink() {
        return "rbdgate_shrink." + id;
    }
}
