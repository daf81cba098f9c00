package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;

/** Methods on {@code rbd_id.<name>}: the id of the image of that name. */
final class IdMethods {
    private IdMethods() {}

    static void declare(MethodTable table) {
        table.reads("get_id", IdMethods::get).writes("set_id", IdMethods::set);
    }

    private static byte[] get(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        Guards.check(object.exists() && object.size() > 0, Errno.ENOENT);
        byte[] content = object.read(0, (int) Math.min(object.size(), Integer.MAX_VALUE));
        String id = Omap.decode(content, Decoder::string);
        return Encoder.bytes(e -> e.string(id));
    }

    private static void set(ObjectClassContext object, Decoder input) throws ObjectClassException {
        Guards.exists(object);
        String id = input.string();
        Guards.check(Guards.validId(id), Errno.EINVAL);
        Guards.check(object.size() == 0, Errno.EEXIST);
        object.write(0, Encoder.bytes(e -> e.string(id)));
    }
}
