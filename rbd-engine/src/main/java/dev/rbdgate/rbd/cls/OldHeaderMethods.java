package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import java.util.ArrayList;
import java.util.List;

/** Methods on {@code <name>.rbd}, the header of an image of format 1: its snapshots. */
final class OldHeaderMethods {
    private static final long NO_LIMIT = -1;

    private OldHeaderMethods() {}

    static void declare(MethodTable table) {
        table.reads("snap_list", OldHeaderMethods::list)
                .writes("snap_add", OldHeaderMethods::add)
                .writes("snap_remove", OldHeaderMethods::remove)
                .writes("snap_rename", OldHeaderMethods::rename);
    }

    private static byte[] list(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        OldHeader header = OldHeader.read(object);
        return Encoder.bytes(e ->
                e.u64(header.snapSeq())
                        .list(
                                header.snaps(),
                                (l, snap) ->
                                        l.u64(snap.id())
                                                .u64(snap.imageSize())
                                                .string(snap.name())));
    }

    private static void add(ObjectClassContext object, Decoder input) throws ObjectClassException {
        OldHeader header = OldHeader.read(object);
        String name = input.string();
        long id = input.u64();
        Guards.check(Long.compareUnsigned(header.snapSeq(), id) <= 0, Errno.ESTALE);
        long limit = Omap.getOrElse(object, HeaderKeys.SNAP_LIMIT, Decoder::u64, NO_LIMIT);
        Guards.check(Long.compareUnsigned(header.snaps().size(), limit) < 0, Errno.EDQUOT);
        Guards.check(indexOf(header, name) < 0, Errno.EEXIST);
        List<OldHeader.Snap> snaps = new ArrayList<>(header.snaps());
        snaps.addFirst(new OldHeader.Snap(id, header.imageSize(), name));
        object.writeFull(header.with(snaps, id).toBytes());
    }

    private static void remove(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        OldHeader header = OldHeader.read(object);
        int index = indexOf(header, input.string());
        Guards.check(index >= 0, Errno.ENOENT);
        List<OldHeader.Snap> snaps = new ArrayList<>(header.snaps());
        snaps.remove(index);
        object.writeFull(header.with(snaps, header.snapSeq()).toBytes());
    }

    private static void rename(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        OldHeader header = OldHeader.read(object);
        long id = input.u64();
        String name = input.string();
        Guards.check(indexOf(header, name) < 0, Errno.EEXIST);
        List<OldHeader.Snap> snaps = new ArrayList<>(header.snaps());
        boolean found = false;
        for (int i = 0; i < snaps.size(); i++) {
            if (snaps.get(i).id() == id) {
                snaps.set(i, new OldHeader.Snap(id, snaps.get(i).imageSize(), name));
                found = true;
                break;
            }
        }
        Guards.check(found, Errno.ENOENT);
        object.writeFull(header.with(snaps, header.snapSeq()).toBytes());
    }

    private static int indexOf(OldHeader header, String name) {
        for (int i = 0; i < header.snaps().size(); i++) {
            if (header.snaps().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
