package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Methods on {@code rbd_children}: clones of the first kind, by parent snapshot. A key is the
 * parent's encoded pool, id and snapshot.
 */
final class ChildrenDirectoryMethods {
    private ChildrenDirectoryMethods() {}

    static void declare(MethodTable table) {
        table.writes("add_child", ChildrenDirectoryMethods::add)
                .writes("remove_child", ChildrenDirectoryMethods::remove)
                .reads("get_children", ChildrenDirectoryMethods::get);
    }

    private static OmapKey parentKey(Decoder input) {
        long poolId = input.u64();
        String imageId = input.string();
        long snapId = input.u64();
        return OmapKey.of(Encoder.bytes(e -> e.u64(poolId).string(imageId).u64(snapId)));
    }

    private static @Nullable SortedSet<String> children(ObjectClassContext object, OmapKey key)
            throws ObjectClassException {
        return Omap.get(object, key, d -> new TreeSet<>(d.list(Decoder::string)));
    }

    private static void put(ObjectClassContext object, OmapKey key, SortedSet<String> children) {
        object.omapSet(key, Encoder.bytes(e -> e.list(children, Encoder::string)));
    }

    private static void add(ObjectClassContext object, Decoder input) throws ObjectClassException {
        OmapKey key = parentKey(input);
        String child = input.string();
        SortedSet<String> children = children(object, key);
        if (children == null) {
            children = new TreeSet<>();
        }
        Guards.check(children.add(child), Errno.EEXIST);
        put(object, key, children);
    }

    private static void remove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        OmapKey key = parentKey(input);
        String child = input.string();
        SortedSet<String> children = children(object, key);
        if (children == null || !children.remove(child)) {
            throw new ObjectClassException(Errno.ENOENT);
        }
        if (children.isEmpty()) {
            object.omapRemove(key);
        } else {
            put(object, key, children);
        }
    }

    private static byte[] get(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        SortedSet<String> children = children(object, parentKey(input));
        if (children == null) {
            throw new ObjectClassException(Errno.ENOENT);
        }
        return Encoder.bytes(e -> e.list(children, Encoder::string));
    }
}
