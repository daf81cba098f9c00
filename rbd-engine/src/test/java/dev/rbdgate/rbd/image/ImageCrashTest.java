package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Crashes and power loss at every step of what changes images. */
final class ImageCrashTest {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");

    /** Striped, with a lock and an object map: all steps there are. */
    private static final ImageSpec SPEC =
            new ImageSpec(NAME, 8 * MIB, MIB, 65536, 2, Feature.DEFAULTS);

    private static Images images(MemoryObjectStore store) {
        return new Images(store, new Random(5));
    }

    private static byte[] ones(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    /** Runs an operation of which only the first writes succeed, and kills the process. */
    private static MemoryObjectStore killedAfter(
            int writes, MemoryObjectStore store, Consumer<Images> operation) {
        int[] left = {writes};
        store.failWrites((_, _) -> left[0]-- > 0 ? 0 : -Errno.EIO);
        try {
            operation.accept(images(store));
        } catch (ImageException expected) {
            assertThat(expected.reason()).isEqualTo(ImageException.Reason.FAILED);
        }
        return store.afterKill();
    }

    @Test
    void aCreateThatWasCutShortHasHappenedOrIsDoneAgain() {
        for (int writes = 0; writes < 10; writes++) {
            MemoryObjectStore store =
                    killedAfter(
                            writes, new MemoryObjectStore(), images -> join(images.create(SPEC)));
            Images images = images(store);
            List<ImageName> listed = join(images.list("rbd", ""));
            boolean whole;
            try {
                whole = join(images.info(NAME)).stripeCount() == 2;
                assertThat(whole).isTrue();
            } catch (ImageException missing) {
                assertThat(missing.reason()).isEqualTo(ImageException.Reason.NOT_FOUND);
                whole = false;
            }
            assertThat(listed.isEmpty() && whole).isFalse();
            if (!whole) {
                join(images.create(SPEC));
            }
            Image image = join(images.open(NAME));
            new Device(image).write(0, (byte) 1);
            join(image.close());
            join(images.delete(NAME, _ -> {}));
            assertThat(store.names("")).containsExactly("rbd_directory", "rbd_info");
        }
    }

    @Test
    void aCreateThatFailsIsUndone() {
        for (int writes = 0; writes < 6; writes++) {
            MemoryObjectStore store = new MemoryObjectStore();
            int[] left = {writes};
            store.failWrites((_, _) -> left[0]-- == 0 ? -Errno.ENOSPC : 0);
            ImageException failure =
                    catchThrowableOfType(
                            ImageException.class, () -> join(images(store).create(SPEC)));
            assertThat(failure.reason()).isEqualTo(ImageException.Reason.OUT_OF_SPACE);
            assertThat(join(images(store).list("rbd", ""))).isEmpty();
            assertThat(List.of("rbd_directory", "rbd_info")).containsAll(store.names(""));
            join(images(store).create(SPEC));
        }
    }

    @Test
    void aDeleteThatWasCutShortCanBeAskedForAgain() {
        for (int writes = 0; writes < 20; writes++) {
            MemoryObjectStore before = new MemoryObjectStore();
            Image image = opened(before);
            new Device(image).write(0, ones(6 << 20));
            join(image.logicalUnitState().compareAndSet(0, new byte[3]));
            join(image.close());
            MemoryObjectStore store =
                    killedAfter(writes, before, images -> join(images.delete(NAME, _ -> {})));
            Images images = images(store);
            if (join(images.list("rbd", "")).isEmpty()) {
                assertThat(writes).isGreaterThan(10);
            } else {
                try {
                    Image again = join(images.open(NAME));
                    new Device(again).read(0, 8 << 20);
                    join(again.close());
                } catch (ImageException gone) {
                    assertThat(gone.reason()).isEqualTo(ImageException.Reason.NOT_FOUND);
                }
                join(images.delete(NAME, _ -> {}));
            }
            assertThat(store.names("")).containsExactly("rbd_directory", "rbd_info");
        }
    }

    private static Image opened(MemoryObjectStore store) {
        join(images(store).create(SPEC));
        return join(images(store).open(NAME));
    }

    @Test
    void aShrinkThatWasCutShortHasNotBegunOrIsFinished() {
        boolean finishedByOpen = false;
        for (int writes = 0; writes < 40; writes++) {
            MemoryObjectStore before = new MemoryObjectStore();
            Image image = opened(before);
            new Device(image).write(0, ones(8 << 20));
            join(image.close());
            MemoryObjectStore store =
                    killedAfter(
                            writes,
                            before,
                            images -> join(images.resize(NAME, 3 * MIB + 512, true)));
            Image again = join(images(store).open(NAME));
            int size = (int) again.sizeBytes();
            assertThat(size).isIn(8 << 20, (3 << 20) + 512);
            finishedByOpen |= size < 8 << 20 && writes < 8;
            assertThat(new Device(again).read(0, size)).isEqualTo(ones(size));
            join(again.close());
            assertThat(store.names("")).noneMatch(name -> name.startsWith("rbdgate_shrink"));
            Images images = images(store);
            join(images.resize(NAME, 8 * MIB, false));
            Image grown = join(images.open(NAME));
            assertThat(new Device(grown).read(size, (8 << 20) - size))
                    .isEqualTo(new byte[(8 << 20) - size]);
            join(grown.close());
        }
        assertThat(finishedByOpen).isTrue();
    }

    @Test
    void aGrowThatWasCutShortHasHappenedOrNot() {
        for (int writes = 0; writes < 12; writes++) {
            MemoryObjectStore before = new MemoryObjectStore();
            join(opened(before).close());
            MemoryObjectStore store =
                    killedAfter(
                            writes, before, images -> join(images.resize(NAME, 20 * MIB, false)));
            Image again = join(images(store).open(NAME));
            assertThat(again.sizeBytes()).isIn(8 * MIB, 20 * MIB);
            new Device(again).write(again.sizeBytes() - 1, (byte) 1);
            join(again.close());
        }
    }

    @Test
    void afterAKillTheObjectMapIsRebuilt() {
        MemoryObjectStore store = new MemoryObjectStore();
        Image image = opened(store);
        new Device(image).write(5 * MIB, ones(100));
        String map = "rbd_object_map." + image.id();
        MemoryObjectStore next = store.afterKill();
        ObjectContext context = next.context(MemoryObjectStore.POOL, "");
        // A map that says that nothing exists: what a reordered write could have left.
        StoreCalls.write(
                context,
                map,
                new Step.WriteFull(List.of(StoreCalls.buffer(new BitVector(8).toStored()))));
        Image again = join(images(next).open(NAME));
        assertThat(new Device(again).read(5 * MIB, 100)).isEqualTo(ones(100));
        join(again.close());
        assertThat(
                        StoreCalls.exec(
                                context,
                                "rbd_header." + again.id(),
                                "rbd",
                                "get_flags",
                                e -> e.u64(-2)))
                .isEqualTo(new byte[8]);
    }

    @Test
    void aRebuildThatWasCutShortIsBegunAgain() {
        for (int writes = 0; writes < 10; writes++) {
            MemoryObjectStore store = new MemoryObjectStore();
            Image image = opened(store);
            new Device(image).write(5 * MIB, ones(100));
            MemoryObjectStore next = store.afterKill();
            StoreCalls.write(
                    next.context(MemoryObjectStore.POOL, ""),
                    "rbd_object_map." + image.id(),
                    new Step.WriteFull(List.of(StoreCalls.buffer(new BitVector(8).toStored()))));
            MemoryObjectStore last = killedAfter(writes, next, images -> join(images.open(NAME)));
            Image again = join(images(last).open(NAME));
            assertThat(new Device(again).read(5 * MIB, 100)).isEqualTo(ones(100));
            join(again.close());
        }
    }

    @Test
    void aMissingOrDamagedObjectMapIsRebuilt() {
        for (Step damage : List.of(new Step.Remove(), new Step.Truncate(0), new Step.Zero(4, 20))) {
            MemoryObjectStore store = new MemoryObjectStore();
            Image image = opened(store);
            new Device(image).write(MIB, ones(100));
            join(image.close());
            StoreCalls.write(
                    store.context(MemoryObjectStore.POOL, ""),
                    "rbd_object_map." + image.id(),
                    damage);
            Image again = join(images(store).open(NAME));
            assertThat(new Device(again).read(MIB, 100)).isEqualTo(ones(100));
            new Device(again).write(7 * MIB, ones(3));
            join(again.close());
        }
    }

    @Test
    void powerLossTakesNothingThatWasFlushedOrDurable() {
        Random random = Seed.random();
        for (int round = 0; round < 30; round++) {
            MemoryObjectStore store = new MemoryObjectStore();
            Image image = opened(store);
            Device device = new Device(image);
            byte[] expected = new byte[8 << 20];
            for (int i = 0; i < 20; i++) {
                int at = random.nextInt(8 << 20);
                byte[] data = new byte[Math.min((8 << 20) - at, 1 + random.nextInt(200_000))];
                random.nextBytes(data);
                device.write(at, data);
                System.arraycopy(data, 0, expected, at, data.length);
            }
            device.flush();
            int at = random.nextInt((8 << 20) - 4096);
            byte[] durable = new byte[4096];
            random.nextBytes(durable);
            device.writeDurably(at, durable);
            System.arraycopy(durable, 0, expected, at, 4096);
            Image again = join(images(store.afterPowerLoss()).open(NAME));
            assertThat(new Device(again).read(0, 8 << 20)).isEqualTo(expected);
            join(again.close());
        }
    }

    @Test
    void powerLossInTheMiddleOfUnflushedWorkLeavesAnImageThatWorks() {
        MemoryObjectStore store = new MemoryObjectStore();
        Device device = new Device(opened(store));
        device.write(0, ones(8 << 20));
        device.flush();
        device.unmap(0, 4 * MIB);
        device.write(MIB, ones(10));
        Image again = join(images(store.afterPowerLoss()).open(NAME));
        new Device(again).write(0, ones(8 << 20));
        assertThat(new Device(again).read(0, 8 << 20)).isEqualTo(ones(8 << 20));
        join(again.close());
    }

    @Test
    void aCloseThatFailsLeavesTheLockThatTellsSo() {
        MemoryObjectStore store = new MemoryObjectStore();
        Image image = opened(store);
        new Device(image).write(0, ones(10));
        store.failWrites((_, _) -> -Errno.EIO);
        assertThat(catchThrowableOfType(ImageException.class, () -> join(image.close())).reason())
                .isEqualTo(ImageException.Reason.FAILED);
        MemoryObjectStore next = store.afterKill();
        ObjectContext context = next.context(MemoryObjectStore.POOL, "");
        assertThat(join(ImageLock.holders(context, "rbd_header." + image.id())).lockers())
                .hasSize(1);
        Image again = join(images(next).open(NAME));
        assertThat(new Device(again).read(0, 10)).isEqualTo(ones(10));
        join(again.close());
    }

    @Test
    void durableCallsAreDurableDownToTheObjectMap() {
        MemoryObjectStore store = new MemoryObjectStore();
        Image image = opened(store);
        store.forgetWritten();
        List<Runnable> calls = new ArrayList<>();
        calls.add(() -> new Device(image).writeDurably(0, ones(3 << 20)));
        calls.add(() -> Device.wait(c -> image.unmap(1000, 4 * MIB, Durability.DURABLE, c)));
        calls.add(() ->
                Device.wait(c ->
                        image.writeSame(
                                0, 2 * MIB, Device.direct(ones(512)), Durability.DURABLE, c)));
        calls.add(() ->
                Device.wait(c ->
                        image.compareAndWrite(
                                7 * MIB,
                                List.of(Device.direct(new byte[9])),
                                List.of(Device.direct(ones(9))),
                                Durability.DURABLE,
                                c)));
        for (Runnable call : calls) {
            call.run();
            assertThat(store.written())
                    .isNotEmpty()
                    .allMatch(written ->
                            written.operation().durability() == Durability.DURABLE
                                    && written.result() == 0);
            store.forgetWritten();
        }
        join(image.close());
    }
}
