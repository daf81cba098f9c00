package dev.rbdgate.rbd.image;

import java.util.HexFormat;

/** Names of an image's objects, by its id. */
record ImageObjects(String id) {

    /** Of a pool and namespace: which images there are. */
    static final String DIRECTORY = "rbd_directory";

    /** Of a pool and namespace: the images that were put away. */
    static final String TRASH = "rbd_trash";

    /** Of a pool: which namespaces there are. */
    static final String NAMESPACES = "rbd_namespace";

    /** Of a pool: that it was made sure to be fit for images. */
    static final String POOL_INFO = "rbd_info";

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

    /** The object map of a snapshot. */
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

    /** Our own: the size that a shrink has begun to cut the image to. */
    String shrink() {
        return "rbdgate_shrink." + id;
    }
}
