package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import java.util.ArrayList;
import java.util.List;

/** Methods on {@code rbd_namespace}: the namespaces of a pool. */
final class NamespaceMethods {
    private static final String NAME_PREFIX = "name_";

    private NamespaceMethods() {}

    static void declare(MethodTable table) {
        table.writes("namespace_add", NamespaceMethods::add)
                .writes("namespace_remove", NamespaceMethods::remove)
                .reads("namespace_list", NamespaceMethods::list);
    }

    private static void add(ObjectClassContext object, Decoder input) throws ObjectClassException {
        OmapKey key = OmapKey.of(NAME_PREFIX + input.string());
        Guards.check(object.omapGet(key) == null, Errno.EEXIST);
        object.omapSet(key, ClassMethod.NOTHING);
    }

    private static void remove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        OmapKey key = OmapKey.of(NAME_PREFIX + input.string());
        Guards.check(object.omapGet(key) != null, Errno.ENOENT);
        object.omapRemove(key);
    }

    private static byte[] list(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String startAfter = input.string();
        long max = input.u64();
        List<String> names = new ArrayList<>();
        Omap.visit(object, NAME_PREFIX, startAfter, max, (name, _) -> names.add(name));
        return Encoder.bytes(e -> e.list(names, Encoder::string));
    }
}
