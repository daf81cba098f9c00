package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
import java.util.OptionalLong;

/** Methods on a clone's {@code rbd_header.<id>}: its parent. */
final class ParentMethods {
    private ParentMethods() {}

    static void declare(MethodTable table) {
        table.reads("parent_get", ParentMethods::get)
                .reads("parent_overlap_get", ParentMethods::getOverlap)
                .writes("parent_attach", ParentMethods::attachMethod)
                .writes("parent_detach", (object, _) -> detach(object, false));
    }

    static ParentInfo stored(ObjectClassContext object) throws ObjectClassException {
        return Omap.getOrElse(object, HeaderKeys.PARENT, ParentInfo::decode, ParentInfo.NONE);
    }

    private static byte[] get(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        Guards.exists(object);
        ParentInfo parent =
                Guards.hasFeature(object, Guards.LAYERING) ? stored(object) : ParentInfo.NONE;
        return parent.spec().toBytes();
    }

    private static byte[] getOverlap(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        OptionalLong overlap = OptionalLong.empty();
        if (Guards.hasFeature(object, Guards.LAYERING)) {
            overlap =
                    snapId == SnapContext.HEAD
                            ? stored(object).headOverlap()
                            : Snapshots.require(object, snapId).parentOverlap();
        }
        OptionalLong answer = overlap;
        return Encoder.bytes(e -> e.optional(answer));
    }

    private static void attachMethod(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        ParentImageSpec spec = ParentImageSpec.decode(input);
        long overlap = input.u64();
        boolean reattach = input.hasRemaining() && input.bool();
        attach(object, spec, overlap, reattach);
    }

    static void attach(
            ObjectClassContext object, ParentImageSpec spec, long overlap, boolean reattach)
            throws ObjectClassException {
        Guards.exists(object);
        Guards.feature(object, Guards.LAYERING);
        Guards.check(spec.exists() && overlap != 0, Errno.EINVAL);
        ParentInfo before = Omap.get(object, HeaderKeys.PARENT, d -> ParentInfo.decode(d));
        if (before != null && !reattach) {
            // Only a flattened clone whose snapshots use the same parent may take it back.
            Guards.check(
                    before.headOverlap().isEmpty() && before.spec().equals(spec), Errno.EEXIST);
        }
        long size = Omap.require(object, HeaderKeys.SIZE, Decoder::u64);
        long shown = Long.compareUnsigned(overlap, size) < 0 ? overlap : size;
        Omap.store(object, HeaderKeys.PARENT, new ParentInfo(spec, OptionalLong.of(shown)));
    }

    static void detach(ObjectClassContext object, boolean legacy) throws ObjectClassException {
        Guards.exists(object);
        Guards.feature(object, Guards.LAYERING);
        ParentInfo parent = Omap.require(object, HeaderKeys.PARENT, ParentInfo::decode);
        Guards.check(!legacy || parent.spec().namespace().isEmpty(), Errno.EXDEV);
        Guards.check(parent.headOverlap().isPresent(), Errno.ENOENT);
        boolean deepFlatten = Guards.hasFeature(object, Guards.DEEP_FLATTEN);
        boolean snapshotsUseParent = false;
        for (SnapMeta snap : Snapshots.all(object)) {
            if (snap.parentOverlap().isPresent()) {
                if (deepFlatten) {
                    Snapshots.put(object, snap.withoutParent());
                } else {
                    snapshotsUseParent = true;
                }
            }
        }
        if (snapshotsUseParent) {
            Omap.store(object, HeaderKeys.PARENT, parent.withHeadOverlap(OptionalLong.empty()));
        } else {
            Omap.remove(object, HeaderKeys.PARENT);
            OperationFeatures.clear(object, OperationFeatures.CLONE_CHILD);
        }
    }
}
