package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.StoreCalls;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares the object maps of an image, closed or at rest, with the objects there are. */
final class ObjectMapTruth {

    private final ObjectContext context;
    private final ImageHeader header;

    private ObjectMapTruth(ObjectContext context, ImageHeader header) {
        this.context = context;
        this.header = header;
    }

    /** Of the head and all snapshots. */
    static void check(ObjectStore store, ImageName name) {
        ObjectContext context =
                store.context(store.pool(name.pool()).orElseThrow(), name.namespace());
        ImageHeader header = join(ImageHeaders.read(context, name));
        if (header.has(Feature.OBJECT_MAP)) {
            new ObjectMapTruth(context, header).checkAll(name);
        }
    }

    private void checkAll(ImageName name) {
        ImageObjects objects = new ImageObjects(header.id());
        assertThat(header.flags()).as("flags of %s", name).isZero();
        @Nullable ObjectContext before = null;
        for (SnapMeta snap : header.snapshots()) {
            ObjectContext at = context.withReadSnap(snap.id());
            check(
                    name + "@" + snap.name(),
                    objects.objectMap(snap.id()),
                    snap.imageSize(),
                    at,
                    before);
            before = at;
        }
        check(name.toString(), objects.objectMap(), header.sizeBytes(), context, before);
    }

    private void check(
            String what,
            String object,
            long sizeBytes,
            ObjectContext at,
            @Nullable ObjectContext before) {
        BitVector map =
                BitVector.decode(
                        new Decoder(
                                StoreCalls.exec(
                                        context, object, "rbd", "object_map_load", _ -> {})));
        assertThat(map.size()).as(what).isEqualTo(header.striper().objects(sizeBytes));
        for (long number = 0; number < map.size(); number++) {
            String data = header.names().of(number);
            boolean exists = content(at, data) != null;
            assertThat(map.get(number))
                    .as("%s: state of %s, which exists: %s", what, data, exists)
                    .isIn(
                            exists
                                    ? new Object[] {ObjectState.EXISTS, ObjectState.EXISTS_CLEAN}
                                    : new Object[] {ObjectState.NONEXISTENT});
            if (map.get(number) == ObjectState.EXISTS_CLEAN) {
                assertThat(header.has(Feature.FAST_DIFF)).isTrue();
                ObjectContext earlier =
                        Objects.requireNonNull(before, what + ": a snapshot before");
                assertThat(Arrays.equals(content(at, data), content(earlier, data)))
                        .as("%s: %s is as the snapshot before has it", what, data)
                        .isTrue();
            }
        }
    }

    private byte @Nullable [] content(ObjectContext at, String object) {
        try {
            byte[] found =
                    ((ReadOperation.Answer.Bytes)
                                    StoreCalls.query(
                                            at,
                                            object,
                                            new ReadOperation.Step.Read(
                                                    0, (int) header.objectBytes())))
                            .bytes();
            return Arrays.copyOf(found, (int) header.objectBytes());
        } catch (ObjectStoreException missing) {
            assertThat(missing.errno()).isEqualTo(Errno.ENOENT);
            return null;
        }
    }
}
