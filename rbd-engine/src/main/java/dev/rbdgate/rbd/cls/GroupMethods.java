package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;

/** Methods on {@code rbd_header.<id>}: the group the image belongs to. */
final class GroupMethods {
    private GroupMethods() {}

    static void declare(MethodTable table) {
        table.reads("image_group_get", GroupMethods::get)
                .writes("image_group_add", GroupMethods::add)
                .writes("image_group_remove", GroupMethods::remove);
    }

    private static byte[] get(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        return stored(object).toBytes();
    }

    private static void add(ObjectClassContext object, Decoder input) throws ObjectClassException {
        GroupSpec group = GroupSpec.decode(input);
        GroupSpec before = Omap.get(object, HeaderKeys.GROUP, d -> GroupSpec.decode(d));
        if (before != null) {
            Guards.check(before.equals(group), Errno.EEXIST);
            return;
        }
        OperationFeatures.set(object, OperationFeatures.GROUP);
        Omap.store(object, HeaderKeys.GROUP, group);
    }

    private static void remove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        GroupSpec group = GroupSpec.decode(input);
        GroupSpec before = Omap.require(object, HeaderKeys.GROUP, GroupSpec::decode);
        Guards.check(before.equals(group), Errno.EBADF);
        Omap.remove(object, HeaderKeys.GROUP);
        OperationFeatures.clear(object, OperationFeatures.GROUP);
    }

    private static GroupSpec stored(ObjectClassContext object) throws ObjectClassException {
        return Omap.getOrElse(object, HeaderKeys.GROUP, GroupSpec::decode, GroupSpec.NONE);
    }
}
