package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** Methods on {@code rbd_header.<id>}: users' metadata, stored without a length in front. */
final class MetadataMethods {
    private MetadataMethods() {}

    static void declare(MethodTable table) {
        table.writes("metadata_set", MetadataMethods::set)
                .reads("metadata_get", MetadataMethods::get)
                .writes("metadata_remove", MetadataMethods::remove)
                .reads("metadata_list", MetadataMethods::list);
    }

    private static OmapKey key(String name) {
        return OmapKey.of(HeaderKeys.METADATA_PREFIX + name);
    }

    private static void set(ObjectClassContext object, Decoder input) throws ObjectClassException {
        // Also when there is nothing to set.
        object.create(false);
        input.map(Decoder::blob).forEach((name, value) -> object.omapSet(key(name), value));
    }

    private static byte[] get(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        byte[] value = object.omapGet(key(input.string()));
        if (value == null) {
            throw new ObjectClassException(Errno.ENOENT);
        }
        return Encoder.bytes(e -> e.blob(value));
    }

    private static void remove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        OmapKey key = key(input.string());
        Guards.exists(object);
        object.omapRemove(key);
    }

    private static byte[] list(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String startAfter = input.string();
        long asked = input.u64();
        long max = asked == 0 ? Omap.KEYS_PER_READ : asked;
        Map<String, byte[]> values = new LinkedHashMap<>();
        Omap.visit(object, HeaderKeys.METADATA_PREFIX, startAfter, max, values::put);
        return Encoder.bytes(e -> e.map(values, Encoder::blob));
    }
}
