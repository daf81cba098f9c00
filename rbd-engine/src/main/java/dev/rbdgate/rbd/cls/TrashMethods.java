package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** Methods on {@code rbd_trash}: images that were put away, by id. */
final class TrashMethods {
    private static final String ID_PREFIX = "id_";

    private TrashMethods() {}

    static void declare(MethodTable table) {
        table.writes("trash_add", TrashMethods::add)
                .writes("trash_remove", TrashMethods::remove)
                .reads("trash_get", TrashMethods::get)
                .reads("trash_list", TrashMethods::list)
                .writes("trash_state_set", TrashMethods::setState);
    }

    private static void add(ObjectClassContext object, Decoder input) throws ObjectClassException {
        object.create(false);
        String id = input.string();
        TrashImageSpec spec = TrashImageSpec.decode(input);
        Guards.check(Guards.validId(id), Errno.EINVAL);
        String key = ID_PREFIX + id;
        Guards.check(object.omapGet(OmapKey.of(key)) == null, Errno.EEXIST);
        Omap.store(object, key, spec);
    }

    private static void remove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String key = ID_PREFIX + input.string();
        Omap.require(object, key, Decoder::rest);
        Omap.remove(object, key);
    }

    private static byte[] get(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        return spec(object, input.string()).toBytes();
    }

    private static byte[] list(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String startAfter = input.string();
        long max = input.u64();
        Map<String, TrashImageSpec> images = new LinkedHashMap<>();
        Omap.visit(
                object,
                ID_PREFIX,
                startAfter,
                max,
                (id, value) -> images.put(id, Omap.decode(value, TrashImageSpec::decode)));
        return Encoder.bytes(e -> e.map(images, Encoder::add));
    }

    private static void setState(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String id = input.string();
        int state = input.u8();
        int expected = input.u8();
        TrashImageSpec spec = spec(object, id);
        if (spec.state() == state) {
            return;
        }
        Guards.check(spec.state() == expected, Errno.ESTALE);
        Omap.store(object, ID_PREFIX + id, spec.withState(state));
    }

    private static TrashImageSpec spec(ObjectClassContext object, String id)
            throws ObjectClassException {
        return Omap.require(object, ID_PREFIX + id, TrashImageSpec::decode);
    }
}
