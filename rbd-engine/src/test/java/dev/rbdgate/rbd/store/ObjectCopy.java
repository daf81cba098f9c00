package dev.rbdgate.rbd.store;

import static dev.rbdgate.rbd.store.StoreCalls.join;

import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Copies objects from one store into another as they are: bytes, omap, xattrs. */
public final class ObjectCopy {

    private static final int MAX_KEYS = 1000;
    private static final OmapKey FIRST = OmapKey.of("");

    private ObjectCopy() {}

    /** Copies all objects of a pool and namespace; answers their names. */
    public static List<String> all(ObjectContext from, ObjectContext to) {
        List<String> names =
                join(from.list("")).stream().filter(name -> isThere(name, from)).toList();
        names.forEach(name -> copy(name, from, to));
        return names;
    }

    /** A pool of Ceph also lists what only removed snapshots still have, until it is trimmed. */
    private static boolean isThere(String name, ObjectContext context) {
        return StoreCalls.read(context, name, 0, ByteBuffer.allocateDirect(1)) != -Errno.ENOENT;
    }

    private static void copy(String name, ObjectContext from, ObjectContext to) {
        List<Answer> answers =
                join(
                        from.query(
                                name,
                                ReadOperation.of(
                                        new ReadOperation.Step.Stat(),
                                        new ReadOperation.Step.GetXattrs(),
                                        new ReadOperation.Step.OmapList(FIRST, FIRST, MAX_KEYS))));
        Answer.Stat stat = (Answer.Stat) answers.get(0);
        Answer.Xattrs xattrs = (Answer.Xattrs) answers.get(1);
        Answer.Omap omap = (Answer.Omap) answers.get(2);
        if (omap.more()) {
            throw new AssertionError(name + " has more than " + MAX_KEYS + " keys");
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Create(false));
        if (stat.size() > 0) {
            byte[] content = StoreCalls.read(from, name, 0, (int) stat.size());
            steps.add(
                    new Step.WriteFull(
                            List.of(
                                    ByteBuffer.allocateDirect(content.length)
                                            .put(content)
                                            .flip())));
        }
        xattrs.values().forEach((key, value) -> steps.add(new Step.SetXattr(key, value)));
        SortedMap<OmapKey, byte[]> entries = omap.entries();
        if (!entries.isEmpty()) {
            steps.add(new Step.OmapSet(entries));
        }
        int result = StoreCalls.write(to, name, steps.toArray(Step[]::new));
        if (result != 0) {
            throw new AssertionError("%s cannot be copied: %d".formatted(name, result));
        }
    }
}
