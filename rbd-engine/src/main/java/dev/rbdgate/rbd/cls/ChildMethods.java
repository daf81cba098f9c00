package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import java.util.SortedSet;
import java.util.TreeSet;

/** Methods on a parent's {@code rbd_header.<id>}: the clones of its snapshots. */
final class ChildMethods {
    private ChildMethods() {}

    static void declare(MethodTable table) {
        table.writes("child_attach", ChildMethods::attach)
                .writes("child_detach", ChildMethods::detach)
                .reads("children_list", ChildMethods::list);
    }

    private static void attach(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        ChildImageSpec child = ChildImageSpec.decode(input);
        SnapMeta snap = Snapshots.require(object, snapId);
        Guards.check(!(snap.namespace() instanceof SnapNamespace.Trash), Errno.ENOENT);
        SortedSet<ChildImageSpec> children = children(object, snapId);
        Guards.check(children.add(child), Errno.EEXIST);
        put(object, snapId, children);
        Snapshots.put(object, snap.withChildCount(snap.childCount() + 1));
        OperationFeatures.set(object, OperationFeatures.CLONE_PARENT);
    }

    private static void detach(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        ChildImageSpec child = ChildImageSpec.decode(input);
        SnapMeta snap = Snapshots.require(object, snapId);
        SortedSet<ChildImageSpec> children = children(object, snapId);
        Guards.check(snap.childCount() == children.size(), Errno.EINVAL);
        Guards.check(children.remove(child), Errno.ENOENT);
        if (children.isEmpty()) {
            Omap.remove(object, HeaderKeys.children(snapId));
        } else {
            put(object, snapId, children);
        }
        SnapMeta fewer = snap.withChildCount(snap.childCount() - 1);
        Snapshots.put(object, fewer);
        if (fewer.childCount() == 0 && !othersHaveChildren(object, snapId)) {
            OperationFeatures.clear(object, OperationFeatures.CLONE_PARENT);
        }
    }

    private static boolean othersHaveChildren(ObjectClassContext object, long snapId)
            throws ObjectClassException {
        return Snapshots.all(object).stream()
                .anyMatch(other -> other.id() != snapId && other.childCount() > 0);
    }

    private static byte[] list(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        Snapshots.require(object, snapId);
        SortedSet<ChildImageSpec> children = children(object, snapId);
        Guards.check(!children.isEmpty(), Errno.ENOENT);
        return Encoder.bytes(e -> e.list(children, Encoder::add));
    }

    private static SortedSet<ChildImageSpec> children(ObjectClassContext object, long snapId)
            throws ObjectClassException {
        return Omap.getOrElse(
                object,
                HeaderKeys.children(snapId),
                d -> new TreeSet<>(d.list(ChildImageSpec::decode)),
                new TreeSet<>());
    }

    private static void put(
            ObjectClassContext object, long snapId, SortedSet<ChildImageSpec> children) {
        Omap.put(object, HeaderKeys.children(snapId), e -> e.list(children, Encoder::add));
    }
}
