package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Crashes at every step of what is done to images besides their bytes. */
final class AdministrationCrashTest {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");
    private static final ImageName OTHER = new ImageName("rbd", "", "other");

    /** More than any of these operations has. */
    private static final int MAX_WRITES = 40;

    private static Images images(MemoryObjectStore store) {
        return new Images(store, new Random(5));
    }

    /**
     * Cuts an operation after each number of writes, and looks at what another process finds.
     *
     * @param check given whether the operation had ended
     */
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

    private static void made(Images images) {
        join(images.create(new ImageSpec(NAME, 8 * MIB, MIB, 0, 0, Feature.DEFAULTS)));
        Image image = join(images.open(NAME));
        new Device(image).write(3 * MIB, (byte) 7);
        join(image.close());
    }

    private static void whole(Images images, ImageName name) {
        Image image = join(images.open(name));
        assertThat(new Device(image).read(3 * MIB, 1)).containsExactly(7);
        join(image.close());
        assertThat(join(images.objectMaps().check(name, _ -> {})).clean()).isTrue();
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
    void aRenameThatWasCutShortHasHappenedOrNot() {
        cut(
                AdministrationCrashTest::made,
                images -> join(images.settings().rename(NAME, "other")),
                (store, ended) -> {
                    Images images = images(store);
                    List<ImageName> listed = join(images.list("rbd", ""));
                    assertThat(listed).hasSize(1).containsAnyOf(NAME, OTHER);
                    assertThat(ended).isIn(false, listed.contains(OTHER));
                    ImageName is = listed.getFirst();
                    ImageName isNot = is.equals(NAME) ? OTHER : NAME;
                    whole(images, is);
                    assertThat(exists(images, isNot)).isFalse();
                    // The name that it does not have is free, and it can get it.
                    join(images.create(ImageSpec.of(isNot, MIB)));
                    join(images.delete(isNot, _ -> {}));
                    join(images.settings().rename(is, isNot.name()));
                    whole(images, isNot);
                    join(images.delete(isNot, _ -> {}));
                    assertThat(store.names("")).containsExactly("rbd_directory", "rbd_info");
                });
    }

    @Test
    void aMoveToTheTrashThatWasCutShortIsFinishedOrTakenBack() {
        for (boolean finish : new boolean[] {true, false}) {
            cut(
                    AdministrationCrashTest::made,
                    images -> join(images.trash().move(NAME, Duration.ZERO)),
                    (store, _) -> {
                        Images images = images(store);
                        List<TrashEntry> entries = join(images.trash().list("rbd", ""));
                        if (entries.isEmpty()) {
                            whole(images, NAME);
                            return;
                        }
                        TrashEntry entry = entries.getFirst();
                        if (finish && exists(images, NAME)) {
                            assertThat(join(images.trash().move(NAME, Duration.ZERO)).state())
                                    .isEqualTo(TrashEntry.State.NORMAL);
                        }
                        join(images.trash().restore("rbd", "", entry.id(), ""));
                        whole(images, NAME);
                        assertThat(join(images.trash().list("rbd", ""))).isEmpty();
                    });
        }
    }

    @Test
    void aRestoreThatWasCutShortCanBeAskedForAgain() {
        cut(
                images -> {
                    made(images);
                    join(images.trash().move(NAME, Duration.ZERO));
                },
                images ->
                        join(
                                images.trash()
                                        .restore(
                                                "rbd",
                                                "",
                                                join(images.trash().list("rbd", ""))
                                                        .getFirst()
                                                        .id(),
                                                "")),
                (store, _) -> {
                    Images images = images(store);
                    for (TrashEntry entry : join(images.trash().list("rbd", ""))) {
                        join(images.trash().restore("rbd", "", entry.id(), ""));
                    }
                    whole(images, NAME);
                    assertThat(join(images.trash().list("rbd", ""))).isEmpty();
                });
    }

    @Test
    void aRemovalFromTheTrashThatWasCutShortIsFinishedByThePurge() {
        cut(
                images -> {
                    made(images);
                    join(images.trash().move(NAME, Duration.ZERO));
                },
                images -> join(images.trash().purge("rbd", "", _ -> {})),
                (store, _) -> {
                    join(images(store).trash().purge("rbd", "", _ -> {}));
                    assertThat(store.names(""))
                            .containsExactly("rbd_directory", "rbd_info", "rbd_trash");
                });
    }

    @Test
    void namespacesThatWereCutShortAreFinishedByAskingAgain() {
        cut(
                _ -> {},
                images -> join(images.namespaces().create("rbd", "a")),
                (store, ended) -> {
                    Images images = images(store);
                    if (!ended) {
                        join(images.namespaces().create("rbd", "a"));
                    }
                    join(images.create(ImageSpec.of(new ImageName("rbd", "a", "x"), MIB)));
                });
        cut(
                images -> join(images.namespaces().create("rbd", "a")),
                images -> join(images.namespaces().remove("rbd", "a")),
                (store, ended) -> {
                    Images images = images(store);
                    if (!ended) {
                        join(images.namespaces().remove("rbd", "a"));
                    }
                    assertThat(join(images.namespaces().list("rbd"))).isEmpty();
                    assertThat(store.names("a")).isEmpty();
                });
    }

    @Test
    void aFeatureChangeThatWasCutShortLeavesAMapThatIsTrueOrNone() {
        Set<Feature> maps = Set.of(Feature.OBJECT_MAP, Feature.FAST_DIFF);
        cut(
                images -> {
                    made(images);
                    join(images.settings().disable(NAME, maps));
                },
                images -> join(images.settings().enable(NAME, maps, _ -> {})),
                (store, ended) -> mapIsTrueOrNone(images(store), ended, true));
        cut(
                AdministrationCrashTest::made,
                images -> join(images.settings().disable(NAME, maps)),
                (store, ended) -> mapIsTrueOrNone(images(store), ended, false));
    }

    private static void mapIsTrueOrNone(Images images, boolean ended, boolean expected) {
        Image image = join(images.open(NAME));
        new Device(image).write(5 * MIB, (byte) 7);
        assertThat(new Device(image).read(3 * MIB, 1)).containsExactly(7);
        join(image.close());
        boolean has = join(images.info(NAME)).features().contains(Feature.OBJECT_MAP);
        if (ended) {
            assertThat(has).isEqualTo(expected);
        }
        if (has) {
            assertThat(join(images.objectMaps().states(NAME, Optional.empty())).fastDiffValid())
                    .isTrue();
            whole(images, NAME);
        }
    }
}
