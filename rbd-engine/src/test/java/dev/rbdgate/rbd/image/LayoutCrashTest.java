package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Crashes at every step of what makes, renames and removes images of format 1. */
final class LayoutCrashTest {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");
    private static final ImageName OTHER = new ImageName("rbd", "", "other");

    /** More than any of these operations has. */
    private static final int MAX_WRITES = 40;

    private static Images images(MemoryObjectStore store) {
        return new Images(store, new Random(5));
    }

    private static void cut(
            Consumer<Images> before,
            Consumer<Images> operation,
            BiConsumer<MemoryObjectStore, Boolean> check) {
        boolean ended = false;
        for (int writes = 0; !ended; writes++) {
            assertThat(writes).isLessThan(MAX_WRITES);
            MemoryObjectStore store = new MemoryObjectStore();
            before.accept(images(store));
            int[] left = {writes};
            store.failWrites((_, _) -> left[0]-- > 0 ? 0 : -Errno.EIO);
            try {
                operation.accept(images(store));
                ended = true;
            } catch (ImageException cut) {
                assertThat(cut.reason()).isEqualTo(ImageException.Reason.FAILED);
            }
            check.accept(store.afterKill(), ended);
        }
    }

    private static ImageSpec spec(ImageName name) {
        return ImageSpec.format1(name, 4 * MIB, MIB);
    }

    private static void made(Images images) {
        join(images.create(spec(NAME)));
        Image image = join(images.open(NAME));
        new Device(image).write(3 * MIB, (byte) 7);
        join(image.close());
    }

    private static boolean exists(Images images, ImageName name) {
        try {
            join(images.info(name));
            return true;
        } catch (ImageException missing) {
            assertThat(missing.reason()).isEqualTo(ImageException.Reason.NOT_FOUND);
            return false;
        }
    }

    @Test
    void aCreateThatWasCutShortHasHappenedOrIsDoneAgain() {
        cut(
                _ -> {},
                images -> join(images.create(spec(NAME))),
                (store, ended) -> {
                    Images images = images(store);
                    if (!exists(images, NAME)) {
                        assertThat(ended).isFalse();
                        join(images.create(spec(NAME)));
                    }
                    join(images.delete(NAME, _ -> {}));
                    assertThat(join(images.list("rbd", ""))).isEmpty();
                    assertThat(store.names("")).containsOnly("rbd_directory");
                });
    }

    @Test
    void aRenameThatWasCutShortHasHappenedOrNot() {
        cut(
                LayoutCrashTest::made,
                images -> join(images.settings().rename(NAME, "other")),
                (store, ended) -> {
                    Images images = images(store);
                    List<ImageName> listed = join(images.list("rbd", ""));
                    assertThat(listed).hasSize(1);
                    ImageName is = listed.getFirst();
                    ImageName isNot = is.equals(NAME) ? OTHER : NAME;
                    if (ended) {
                        assertThat(is).isEqualTo(OTHER);
                    }
                    assertThat(exists(images, is)).isTrue();
                    assertThat(exists(images, isNot)).isFalse();
                    join(images.settings().rename(is, isNot.name()));
                    join(images.create(spec(is)));
                    join(images.delete(is, _ -> {}));
                    Image image = join(images.open(isNot));
                    assertThat(new Device(image).read(3 * MIB, 1)).containsExactly(7);
                    join(image.close());
                    join(images.delete(isNot, _ -> {}));
                    assertThat(store.names("")).containsExactly("rbd_directory");
                });
    }

    @Test
    void aDeleteThatWasCutShortCanBeAskedForAgain() {
        cut(
                LayoutCrashTest::made,
                images -> join(images.delete(NAME, _ -> {})),
                (store, ended) -> {
                    Images images = images(store);
                    if (!ended) {
                        join(images.delete(NAME, _ -> {}));
                    }
                    assertThat(join(images.list("rbd", ""))).isEmpty();
                    assertThat(store.names("")).containsExactly("rbd_directory");
                });
    }

    @Test
    void aSnapshotThatWasCutShortIsThereOrNot() {
        cut(
                LayoutCrashTest::made,
                images -> join(images.snapshots().create(NAME, "s")),
                (store, ended) -> {
                    Images images = images(store);
                    boolean there = !join(images.snapshots().list(NAME)).isEmpty();
                    assertThat(there || !ended).isTrue();
                    if (!there) {
                        join(images.snapshots().create(NAME, "s"));
                    }
                    Image image = join(images.open(NAME));
                    new Device(image).write(3 * MIB, (byte) 8);
                    join(image.close());
                    Image snapshot = join(images.openSnapshot(NAME, "s"));
                    assertThat(new Device(snapshot).read(3 * MIB, 1)).containsExactly(7);
                    join(snapshot.close());
                });
    }

    @Test
    void aSnapshotsRemovalThatWasCutShortCanBeAskedForAgain() {
        cut(
                images -> {
                    made(images);
                    join(images.snapshots().create(NAME, "s"));
                },
                images -> join(images.snapshots().delete(NAME, "s", _ -> {})),
                (store, ended) -> {
                    Images images = images(store);
                    if (!join(images.snapshots().list(NAME)).isEmpty()) {
                        assertThat(ended).isFalse();
                        join(images.snapshots().delete(NAME, "s", _ -> {}));
                    }
                    join(images.delete(NAME, _ -> {}));
                    assertThat(join(images.list("rbd", ""))).isEmpty();
                    assertThat(store.names("")).containsExactly("rbd_directory");
                });
    }
}
