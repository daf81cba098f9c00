package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.Errno;

/** Methods on {@code rbd_object_map.<id>}: which data objects exist. */
final class ObjectMapMethods {
    private static final int EXISTS = 1;
    private static final int EXISTS_CLEAN = 3;

    private ObjectMapMethods() {}

    static void declare(MethodTable table) {
        table.reads("object_map_load", (object, _) -> read(object).toReply())
                .writes("object_map_save", ObjectMapMethods::save)
                .writes("object_map_resize", ObjectMapMethods::resize)
                .writes("object_map_update", ObjectMapUpdate::update)
                .writes("object_map_snap_add", ObjectMapMethods::snapAdd)
                .writes("object_map_snap_remove", ObjectMapMethods::snapRemove);
    }

    private static BitVector read(ObjectClassContext object) throws ObjectClassException {
        Guards.check(object.exists() && object.size() > 0, Errno.ENOENT);
        Guards.check(object.size() <= Integer.MAX_VALUE, Errno.EINVAL);
        byte[] content = object.read(0, (int) object.size());
        try {
            return Decoder.decode(content, BitVector::decode);
        } catch (MalformedException malformed) {
            throw new ObjectClassException(Errno.EINVAL);
        }
    }

    private static void save(ObjectClassContext object, Decoder input) {
        object.writeFull(BitVector.decode(input).toStored());
    }

    private static void resize(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        long count = input.u64();
        int state = input.u8();
        Guards.check(Long.compareUnsigned(count, BitVector.MAX_SIZE) <= 0, Errno.EINVAL);
        boolean absent = !object.exists() || object.size() == 0;
        BitVector map = absent ? new BitVector(0) : read(object);
        for (long number = count; number < map.size(); number++) {
            Guards.check(map.get(number) == state, Errno.ESTALE);
        }
        map.resize(count, state);
        object.writeFull(map.toStored());
    }

    private static void snapAdd(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        BitVector map = read(object);
        boolean changed = false;
        for (long number = 0; number < map.size(); number++) {
            if (map.get(number) == EXISTS) {
                map.set(number, EXISTS_CLEAN);
                changed = true;
            }
        }
        if (changed) {
            object.writeFull(map.toStored());
        }
    }

    private static void snapRemove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        BitVector removed = BitVector.decode(input);
        BitVector map = read(object);
        boolean changed = false;
        for (long number = 0; number < map.size(); number++) {
            if (map.get(number) == EXISTS_CLEAN
                    && (number >= removed.size() || removed.get(number) == EXISTS)) {
                map.set(number, EXISTS);
                changed = true;
            }
        }
        if (changed) {
            object.writeFull(map.toStored());
        }
    }
}
