package dev.rbdgate.rbd.cls;

/** Omap keys of an image's header. */
final class HeaderKeys {
    static final String SIZE = "size";
    static final String ORDER = "order";
    static final String FEATURES = "features";
    static final String OBJECT_PREFIX = "object_prefix";
    static final String SNAP_SEQ = "snap_seq";
    static final String CREATE_TIMESTAMP = "create_timestamp";
    static final String ACCESS_TIMESTAMP = "access_timestamp";
    static final String MODIFY_TIMESTAMP = "modify_timestamp";
    static final String DATA_POOL_ID = "data_pool_id";
    static final String STRIPE_UNIT = "stripe_unit";
    static final String STRIPE_COUNT = "stripe_count";
    static final String FLAGS = "flags";
    static final String OP_FEATURES = "op_features";
    static final String PARENT = "parent";
    static final String SNAP_LIMIT = "snap_limit";
    static final String GROUP = "rbd_group_ref";
    static final String SNAPSHOT_PREFIX = "snapshot_";
    static final String METADATA_PREFIX = "metadata_";

    private HeaderKeys() {}

    static String snapshot(long snapId) {
        return SNAPSHOT_PREFIX + "%016x".formatted(snapId);
    }

    static String children(long snapId) {
        return "snap_children_%016x".formatted(snapId);
    }
}
