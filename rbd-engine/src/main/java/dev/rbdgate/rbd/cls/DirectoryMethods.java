package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** Methods on {@code rbd_directory}: the images of a pool and namespace, by name and by id. */
final class DirectoryMethods {
    private static final String NAME_PREFIX = "name_";
    private static final String ID_PREFIX = "id_";
    private static final String STATE = "state";
    private static final int READY = 0;
    private static final int ADD_DISABLED = 1;

    private DirectoryMethods() {}

    static void declare(MethodTable table) {
        table.writes("dir_add_image", DirectoryMethods::add)
                .writes("dir_remove_image", DirectoryMethods::remove)
                .writes("dir_rename_image", DirectoryMethods::rename)
                .reads("dir_get_id", DirectoryMethods::getId)
                .reads("dir_get_name", DirectoryMethods::getName)
                .reads("dir_list", DirectoryMethods::list)
                .reads("dir_state_assert", DirectoryMethods::assertState)
                .writes("dir_state_set", DirectoryMethods::setState);
    }

    private static void add(ObjectClassContext object, Decoder input) throws ObjectClassException {
        object.create(false);
        String name = input.string();
        String id = input.string();
        put(object, name, id, true);
    }

    private static void put(ObjectClassContext object, String name, String id, boolean idMustBeNew)
            throws ObjectClassException {
        Guards.check(!name.isEmpty() && Guards.validId(id), Errno.EINVAL);
        OmapKey nameKey = OmapKey.of(NAME_PREFIX + name);
        OmapKey idKey = OmapKey.of(ID_PREFIX + id);
        Guards.check(object.omapGet(nameKey) == null, Errno.EEXIST);
        Guards.check(!idMustBeNew || object.omapGet(idKey) == null, Errno.EBADF);
        object.omapSet(nameKey, Encoder.bytes(e -> e.string(id)));
        object.omapSet(idKey, Encoder.bytes(e -> e.string(name)));
    }

    private static void remove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String name = input.string();
        remove(object, name, input.string());
    }

    private static void remove(ObjectClassContext object, String name, String id)
            throws ObjectClassException {
        String storedId = Omap.require(object, NAME_PREFIX + name, Decoder::string);
        String storedName = Omap.require(object, ID_PREFIX + id, Decoder::string);
        Guards.check(storedName.equals(name) && storedId.equals(id), Errno.ESTALE);
        Omap.remove(object, NAME_PREFIX + name);
        Omap.remove(object, ID_PREFIX + id);
    }

    private static void rename(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String source = input.string();
        String destination = input.string();
        String id = input.string();
        remove(object, source, id);
        // The removed id still shows: a method does not see what the operation has done so far.
        put(object, destination, id, false);
    }

    private static byte[] getId(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String id = Omap.require(object, NAME_PREFIX + input.string(), Decoder::string);
        return Encoder.bytes(e -> e.string(id));
    }

    private static byte[] getName(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String name = Omap.require(object, ID_PREFIX + input.string(), Decoder::string);
        return Encoder.bytes(e -> e.string(name));
    }

    private static byte[] list(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String startAfter = input.string();
        long max = input.u64();
        Map<String, String> images = new LinkedHashMap<>();
        Omap.visit(
                object,
                NAME_PREFIX,
                startAfter,
                max,
                (name, value) -> images.put(name, Omap.decode(value, Decoder::string)));
        return Encoder.bytes(e -> e.map(images, Encoder::string));
    }

    private static byte[] assertState(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        int state = input.u8();
        int stored = Omap.require(object, STATE, Decoder::u8);
        Guards.check(state == stored, Errno.ENOENT);
        return ClassMethod.NOTHING;
    }

    private static void setState(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        int state = input.u8();
        switch (state) {
            case READY -> {}
            case ADD_DISABLED -> {
                Guards.exists(object);
                OmapKey names = OmapKey.of(NAME_PREFIX);
                Guards.check(object.omapList(names, names, 1).isEmpty(), Errno.EBUSY);
            }
            default -> throw new ObjectClassException(Errno.EINVAL);
        }
        Omap.put(object, STATE, e -> e.u8(state));
    }
}
