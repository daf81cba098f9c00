package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.SnapContext;
import java.util.OptionalLong;

/** Methods on a clone's {@code rbd_header.<id>} that clients from before Nautilus call. */
final class LegacyParentMethods {
    private LegacyParentMethods() {}

    static void declare(MethodTable table) {
        table.reads("get_parent", LegacyParentMethods::get)
                .writes("set_parent", LegacyParentMethods::set)
                .writes("remove_parent", (object, _) -> ParentMethods.detach(object, true));
    }

    private static byte[] get(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long snapId = input.u64();
        Guards.exists(object);
        ParentInfo parent = ParentInfo.NONE;
        if (Guards.hasFeature(object, Guards.LAYERING)) {
            parent = ParentMethods.stored(object);
            Guards.check(parent.spec().namespace().isEmpty(), Errno.EXDEV);
            if (snapId != SnapContext.HEAD) {
                SnapMeta snap = Snapshots.get(object, snapId);
                OptionalLong overlap = snap == null ? OptionalLong.empty() : snap.parentOverlap();
                Guards.check(overlap.isEmpty() || parent.exists(), Errno.EINVAL);
                parent = overlap.isPresent() ? parent.withHeadOverlap(overlap) : ParentInfo.NONE;
            }
        }
        ParentInfo answer = parent;
        return Encoder.bytes(e ->
                e.u64(answer.spec().poolId())
                        .string(answer.spec().imageId())
                        .u64(answer.spec().snapId())
                        .u64(answer.headOverlap().orElse(0)));
    }

    private static void set(ObjectClassContext object, Decoder input) throws ObjectClassException {
        long poolId = input.u64();
        String imageId = input.string();
        ParentImageSpec spec = new ParentImageSpec(poolId, "", imageId, input.u64());
        ParentMethods.attach(object, spec, input.u64(), false);
    }
}
