package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import java.time.Instant;

/** Methods on {@code rbd_header.<id>}: when the image was made, read and changed. */
final class TimestampMethods {
    private TimestampMethods() {}

    static void declare(MethodTable table) {
        table.reads("get_create_timestamp", (o, _) -> get(o, HeaderKeys.CREATE_TIMESTAMP))
                .reads("get_access_timestamp", (o, _) -> get(o, HeaderKeys.ACCESS_TIMESTAMP))
                .reads("get_modify_timestamp", (o, _) -> get(o, HeaderKeys.MODIFY_TIMESTAMP))
                .writes("set_access_timestamp", (o, _) -> set(o, HeaderKeys.ACCESS_TIMESTAMP))
                .writes("set_modify_timestamp", (o, _) -> set(o, HeaderKeys.MODIFY_TIMESTAMP));
    }

    /** Images from before Nautilus have none: the zero time. */
    private static byte[] get(ObjectClassContext object, String key) throws ObjectClassException {
        Instant time = Omap.getOrElse(object, key, Decoder::time, Instant.EPOCH);
        return Encoder.bytes(e -> e.time(time));
    }

    private static void set(ObjectClassContext object, String key) throws ObjectClassException {
        Guards.exists(object);
        Omap.put(object, key, e -> e.time(object.now()));
    }
}
