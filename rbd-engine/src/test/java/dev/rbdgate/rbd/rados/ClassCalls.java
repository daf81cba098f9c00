package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.cls.ObjectClasses;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.EntityName;
import dev.rbdgate.rbd.store.SnapContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Random calls of every method of the object classes, with inputs from small ranges. */
final class ClassCalls {

    static final String HEADER = "header";
    static final String OLD_HEADER = "image.rbd";
    static final String ID = "id";
    static final String DIRECTORY = "directory";
    static final String CHILDREN = "children";
    static final String TRASH = "trash";
    static final String NAMESPACES = "namespaces";
    static final String MAP = "map";
    static final String DATA = "data";
    static final String LOCKED = "locked";

    /** Writes an input; the instance id is the calling client's. */
    @FunctionalInterface
    interface Input {
        void write(Encoder encoder, long instanceId);
    }

    /** A method and the object it is for. */
    record Method(String className, String name, String object, Input input) {}

    private final Random random;
    private final Map<String, Method> methods = new LinkedHashMap<>();

    ClassCalls(Random random) {
        this.random = random;
        headers();
        snapshots();
        clones();
        oldHeader();
        directories();
        objectMap();
        dataObjects();
        locks();
    }

    Map<String, Method> methods() {
        return methods;
    }

    private void rbd(String object, String name, Consumer<Encoder> input) {
        methods.put(
                ObjectClasses.RBD + "." + name,
                new Method(ObjectClasses.RBD, name, object, (e, _) -> input.accept(e)));
    }

    private void lock(String name, Input input) {
        methods.put(
                ObjectClasses.LOCK + "." + name,
                new Method(ObjectClasses.LOCK, name, LOCKED, input));
    }

    private void headers() {
        rbd(HEADER, "create", this::create);
        rbd(HEADER, "get_size", e -> e.u64(snap()));
        rbd(HEADER, "set_size", e -> e.u64(size()));
        rbd(HEADER, "get_features", e -> maybe(e.u64(snap()), f -> f.bool(coin())));
        rbd(HEADER, "set_features", e -> e.u64(features()).u64(features()));
        rbd(HEADER, "get_object_prefix", e -> {});
        rbd(HEADER, "get_data_pool", e -> {});
        rbd(HEADER, "get_stripe_unit_count", e -> {});
        rbd(HEADER, "set_stripe_unit_count", e -> e.u64(1L << number(24)).u64(number(3)));
        rbd(HEADER, "get_flags", e -> e.u64(snap()));
        rbd(HEADER, "set_flags", e -> maybe(e.u64(number(4)).u64(number(4)), f -> f.u64(snap())));
        rbd(HEADER, "get_all_features", e -> {});
        rbd(HEADER, "op_features_get", e -> {});
        rbd(HEADER, "op_features_set", e -> e.u64(number(18)).u64(number(18)));
        rbd(HEADER, "get_create_timestamp", e -> {});
        rbd(HEADER, "get_access_timestamp", e -> {});
        rbd(HEADER, "get_modify_timestamp", e -> {});
        rbd(HEADER, "set_access_timestamp", e -> {});
        rbd(HEADER, "set_modify_timestamp", e -> {});
        rbd(HEADER, "metadata_set", e -> e.map(metadata(), Encoder::blob));
        rbd(HEADER, "metadata_get", e -> e.string(name()));
        rbd(HEADER, "metadata_remove", e -> e.string(name()));
        rbd(HEADER, "metadata_list", e -> e.string(name()).u64(number(4)));
        rbd(HEADER, "image_group_get", e -> {});
        rbd(HEADER, "image_group_add", this::group);
        rbd(HEADER, "image_group_remove", this::group);
    }

    private void create(Encoder e) {
        long features = coin() ? 0x3d : features();
        e.u64(size()).u8(12 + number(14)).u64(features).string(number(9) == 0 ? "" : "prefix");
        boolean pool = (features & 0x80) != 0 && number(9) != 0;
        if (pool || coin()) {
            e.u64(pool ? 3 : -1);
        }
    }

    private void group(Encoder e) {
        e.envelope(1, 1, c -> c.u64(1 + number(2)).string(id()));
    }

    private void snapshots() {
        rbd(HEADER, "get_snapcontext", e -> {});
        rbd(HEADER, "snapshot_get", e -> e.u64(snap()));
        rbd(HEADER, "get_snapshot_name", e -> e.u64(snap()));
        rbd(HEADER, "get_snapshot_timestamp", e -> e.u64(snap()));
        rbd(HEADER, "snapshot_add", e -> maybe(e.string(name()).u64(snap()), this::snapNamespace));
        rbd(HEADER, "snapshot_remove", e -> e.u64(snap()));
        rbd(HEADER, "snapshot_rename", e -> e.u64(snap()).string(name()));
        rbd(HEADER, "snapshot_trash_add", e -> e.u64(snap()));
        rbd(HEADER, "get_protection_status", e -> e.u64(snap()));
        rbd(HEADER, "set_protection_status", e -> e.u64(snap()).u8(number(4)));
        rbd(HEADER, "snapshot_get_limit", e -> {});
        rbd(HEADER, "snapshot_set_limit", e -> e.u64(number(3) == 0 ? -1 : number(8)));
    }

    private void snapNamespace(Encoder e) {
        int type = coin() ? 0 : number(4);
        e.envelope(
                1,
                1,
                c -> {
                    c.u32(type);
                    switch (type) {
                        case 1 -> c.u64(1).string(id()).string(name());
                        case 2 -> c.string(name()).u32(0);
                        case 3 ->
                                c.u8(0)
                                        .bool(coin())
                                        .u32(1)
                                        .string("peer")
                                        .string("uuid")
                                        .u64(4)
                                        .u64(5)
                                        .u32(1)
                                        .u64(6)
                                        .u64(7);
                        default -> {}
                    }
                });
    }

    private void clones() {
        rbd(HEADER, "parent_get", e -> {});
        rbd(HEADER, "parent_overlap_get", e -> e.u64(snap()));
        rbd(
                HEADER,
                "parent_attach",
                e -> {
                    e.envelope(
                            1,
                            1,
                            c ->
                                    c.u64(number(6) == 0 ? -1 : number(2))
                                            .string(number(3) == 0 ? "ns" : "")
                                            .string(id())
                                            .u64(snap()));
                    maybe(e.u64(size()), f -> f.bool(coin()));
                });
        rbd(HEADER, "parent_detach", e -> {});
        rbd(HEADER, "get_parent", e -> e.u64(snap()));
        rbd(HEADER, "set_parent", e -> e.u64(number(2)).string(id()).u64(snap()).u64(size()));
        rbd(HEADER, "remove_parent", e -> {});
        rbd(HEADER, "child_attach", this::child);
        rbd(HEADER, "child_detach", this::child);
        rbd(HEADER, "children_list", e -> e.u64(snap()));
        rbd(CHILDREN, "add_child", e -> parent(e).string(id()));
        rbd(CHILDREN, "remove_child", e -> parent(e).string(id()));
        rbd(CHILDREN, "get_children", this::parent);
    }

    private void child(Encoder e) {
        e.u64(snap()).envelope(2, 1, c -> c.u64(1 + number(2)).string(id()).string(""));
    }

    private Encoder parent(Encoder e) {
        return e.u64(number(2)).string(id()).u64(1 + number(2));
    }

    private void oldHeader() {
        rbd(OLD_HEADER, "snap_list", e -> {});
        rbd(OLD_HEADER, "snap_add", e -> e.string(name()).u64(snap()));
        rbd(OLD_HEADER, "snap_remove", e -> maybe(e.string(name()), f -> f.u64(snap())));
        rbd(OLD_HEADER, "snap_rename", e -> e.u64(snap()).string(name()));
    }

    private void directories() {
        rbd(ID, "set_id", e -> e.string(id()));
        rbd(ID, "get_id", e -> {});
        rbd(DIRECTORY, "dir_add_image", e -> e.string(name()).string(id()));
        rbd(DIRECTORY, "dir_remove_image", e -> e.string(name()).string(id()));
        rbd(DIRECTORY, "dir_rename_image", e -> e.string(name()).string(name()).string(id()));
        rbd(DIRECTORY, "dir_get_id", e -> e.string(name()));
        rbd(DIRECTORY, "dir_get_name", e -> e.string(id()));
        rbd(DIRECTORY, "dir_list", e -> e.string(name()).u64(number(4)));
        rbd(DIRECTORY, "dir_state_assert", e -> e.u8(number(3)));
        rbd(DIRECTORY, "dir_state_set", e -> e.u8(number(3)));
        rbd(TRASH, "trash_add", e -> trashSpec(e.string(id())));
        rbd(TRASH, "trash_remove", e -> e.string(id()));
        rbd(TRASH, "trash_get", e -> e.string(id()));
        rbd(TRASH, "trash_list", e -> e.string(coin() ? "" : id()).u64(number(4)));
        rbd(TRASH, "trash_state_set", e -> e.string(id()).u8(number(4)).u8(number(4)));
        rbd(NAMESPACES, "namespace_add", e -> e.string(name()));
        rbd(NAMESPACES, "namespace_remove", e -> e.string(name()));
        rbd(NAMESPACES, "namespace_list", e -> e.string(name()).u64(number(4)));
    }

    private void trashSpec(Encoder e) {
        e.envelope(
                2,
                1,
                c ->
                        c.u8(number(5))
                                .string(name())
                                .time(Instant.ofEpochSecond(1000 + number(9)))
                                .time(Instant.ofEpochSecond(2000 + number(9), 5))
                                .u8(number(4)));
    }

    private void objectMap() {
        rbd(MAP, "object_map_load", e -> {});
        rbd(MAP, "object_map_save", e -> e.raw(map().toStored()));
        rbd(MAP, "object_map_resize", e -> e.u64(objects()).u8(number(4)));
        rbd(
                MAP,
                "object_map_update",
                e -> {
                    long start = objects();
                    e.u64(start).u64(start + number(40)).u8(number(4));
                    e.bool(false);
                });
        rbd(MAP, "object_map_snap_add", e -> {});
        rbd(MAP, "object_map_snap_remove", e -> e.raw(map().toStored()));
        Method plain = methods.get("rbd.object_map_update");
        if (plain == null) {
            throw new AssertionError();
        }
        methods.put(
                "rbd.object_map_update if",
                new Method(
                        plain.className(),
                        plain.name(),
                        plain.object(),
                        (e, _) -> {
                            long start = objects();
                            e.u64(start).u64(start + number(40)).u8(number(4));
                            e.bool(true).u8(number(4));
                        }));
    }

    private BitVector map() {
        BitVector map = new BitVector(objects());
        for (int i = 0; i < 30 && map.size() > 0; i++) {
            map.set(random.nextLong(map.size()), number(4));
        }
        return map;
    }

    /** Some in one block of the map, some beyond. */
    private long objects() {
        return number(4) == 0 ? 16_300 + number(300) : number(120);
    }

    private void dataObjects() {
        rbd(DATA, "copyup", e -> e.raw(content()));
        rbd(
                DATA,
                "sparse_copyup",
                e -> {
                    Map<Long, byte[]> extents = new TreeMap<>();
                    for (int i = number(3); i > 0; i--) {
                        extents.put(number(10) * 20_000L, content());
                    }
                    e.u32(extents.size());
                    extents.forEach((offset, data) -> e.u64(offset).u64(data.length));
                    e.blob(Encoder.bytes(d -> extents.values().forEach(data -> d.raw(data))));
                });
        // Never 0: a real OSD then loops for ever (seen with 16.2.15).
        rbd(DATA, "sparsify", e -> e.u64(512L << number(6)).bool(coin()));
    }

    /** Data with runs of zeros. */
    private byte[] content() {
        byte[] content = new byte[number(10_000)];
        for (int at = 0; at < content.length; at += 700) {
            if (number(3) == 0) {
                content[at] = 7;
            }
        }
        return content;
    }

    private void locks() {
        lock(
                "lock",
                (e, _) ->
                        e.envelope(
                                1,
                                1,
                                c ->
                                        c.string(lockName())
                                                .u8(number(5))
                                                .string(cookie())
                                                .string(tag())
                                                .string("")
                                                .u64(number(5) == 0 ? 3600 : 0)
                                                .u8(number(4))));
        lock("unlock", (e, _) -> e.envelope(1, 1, c -> c.string(lockName()).string(cookie())));
        lock(
                "break_lock",
                (e, instanceId) ->
                        e.envelope(
                                1,
                                1,
                                c ->
                                        c.string(lockName())
                                                .add(EntityName.client(instanceId))
                                                .string(cookie())));
        lock("get_info", (e, _) -> e.envelope(1, 1, c -> c.string(lockName())));
        lock("list_locks", (_, _) -> {});
        lock(
                "assert_locked",
                (e, _) ->
                        e.envelope(
                                1,
                                1,
                                c ->
                                        c.string(lockName())
                                                .u8(number(4))
                                                .string(cookie())
                                                .string(tag())));
        lock(
                "set_cookie",
                (e, _) ->
                        e.envelope(
                                1,
                                1,
                                c ->
                                        c.string(lockName())
                                                .u8(number(4))
                                                .string(cookie())
                                                .string(tag())
                                                .string(cookie())));
    }

    private String lockName() {
        return number(12) == 0 ? "" : number(3) == 0 ? "other" : "rbd_lock";
    }

    private String cookie() {
        return number(2) == 0 ? "" : "auto 1";
    }

    private String tag() {
        return number(3) == 0 ? "" : "internal";
    }

    private Map<String, byte[]> metadata() {
        Map<String, byte[]> values = new TreeMap<>();
        for (int i = number(3); i > 0; i--) {
            values.put(name(), new byte[number(4)]);
        }
        return values;
    }

    private static void maybeWrite(boolean write, Encoder e, Consumer<Encoder> more) {
        if (write) {
            more.accept(e);
        }
    }

    private void maybe(Encoder e, Consumer<Encoder> more) {
        maybeWrite(coin(), e, more);
    }

    private String name() {
        return switch (number(12)) {
            case 0 -> "";
            case 1, 2, 3 -> "one";
            case 4, 5, 6 -> "two";
            default -> "three";
        };
    }

    private String id() {
        return switch (number(14)) {
            case 0 -> "";
            case 1 -> "b@d";
            case 2, 3, 4, 5 -> "1f";
            case 6, 7, 8 -> "2E";
            default -> "3d";
        };
    }

    private long snap() {
        return switch (number(12)) {
            case 0, 1, 2 -> SnapContext.HEAD;
            case 3 -> -1L;
            default -> 1L + number(5);
        };
    }

    private long size() {
        return number(8) == 0 ? 0 : (long) number(10) << 20;
    }

    private long features() {
        return switch (number(3)) {
            case 0 -> random.nextLong(1 << 13);
            case 1 -> 1L << number(13);
            default -> 0x3d;
        };
    }

    private boolean coin() {
        return random.nextBoolean();
    }

    private int number(int bound) {
        return random.nextInt(bound);
    }
}
