package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.cls.LockInfo;
import dev.rbdgate.rbd.cls.LockerId;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.EntityName;
import dev.rbdgate.rbd.notify.ClientId;
import dev.rbdgate.rbd.notify.LockMessage;
import dev.rbdgate.rbd.notify.ManualTiming;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.Fencing;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.SimulatedClient;
import dev.rbdgate.rbd.store.SimulatedCluster;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One image, two clients, and time that passes when a test says so. */
@SuppressWarnings("NullAway.Init") // set up before each test
final class SharedImageTest {

    private static final long MIB = 1 << 20;
    private static final ImageName NAME = new ImageName("rbd", "", "demo");
    private static final Duration LITTLE = Duration.ofMillis(1);

    private final ManualTiming timing = new ManualTiming();
    private final SimulatedCluster cluster = new SimulatedCluster();
    private final SimulatedClient first = cluster.client();
    private final SimulatedClient second = cluster.client();
    private final SimulatedClient observer = cluster.client();
    private final Images firstImages = new Images(first, new Random(1), timing);
    private final Images secondImages = new Images(second, new Random(2), timing);

    private Image one;
    private Image two;
    private String header;

    @BeforeEach
    void open() {
        join(firstImages.create(ImageSpec.of(NAME, 16 * MIB)));
        one = join(firstImages.open(NAME));
        two = join(secondImages.open(NAME));
        header = "rbd_header." + one.id();
        first.memory().forgetWritten();
    }

    private static ObjectContext context(SimulatedClient client) {
        return client.context(client.pools().getFirst(), "");
    }

    private LockInfo lock(String object) {
        return join(ImageLock.holders(context(observer), object));
    }

    private String map() {
        return "rbd_object_map." + one.id();
    }

    private void ownedBy(SimulatedClient client) {
        for (String object : List.of(header, map())) {
            assertThat(lock(object).lockers().keySet())
                    .as("lockers of %s", object)
                    .extracting(LockerId::locker)
                    .containsExactly(EntityName.client(client.instanceId()));
        }
    }

    private static CompletableFuture<Outcome> startWrite(Image image, long offset, int value) {
        return Device.start(c ->
                image.write(offset, List.of(Device.direct((byte) value)), Durability.CACHED, c));
    }

    private static byte byteAt(Image image, long offset) {
        return new Device(image).read(offset, 1)[0];
    }

    @Test
    void openingAndReadingNeedNoLockAndTheFirstChangeTakesIt() {
        assertThat(byteAt(one, 0)).isZero();
        assertThat(lock(header).lockers()).isEmpty();
        new Device(one).write(0, (byte) 1);
        ownedBy(first);
        assertThat(byteAt(two, 0)).isEqualTo((byte) 1);
        ownedBy(first);
    }

    @Test
    void theLockIsTakenAsLibrbdDoes() {
        new Device(one).write(0, (byte) 1);
        List<String> steps = new ArrayList<>();
        first.memory()
                .written()
                .forEach(written -> {
                    for (Step step : written.operation().steps()) {
                        steps.add(
                                written.object().replaceAll("\\..*", "")
                                        + " "
                                        + (step instanceof Step.Exec exec
                                                ? exec.method()
                                                : step.getClass().getSimpleName()));
                    }
                });
        assertThat(steps)
                .containsExactly(
                        "rbd_header lock",
                        "rbd_object_map lock",
                        "rbd_object_map assert_locked",
                        "rbd_object_map object_map_update",
                        "rbd_data AllocationHint",
                        "rbd_data Write");
        LockInfo lock = lock(header);
        assertThat(lock.tag()).isEqualTo("internal");
        assertThat(lock.lockers().firstKey().cookie()).matches("auto [0-9]+");
    }

    @Test
    void theOwnerGivesTheLockToWhoAsksAndEachReadsWhatTheOtherWrote() {
        new Device(one).write(0, (byte) 1);
        CompletableFuture<Outcome> asked = startWrite(two, 0, 2);
        timing.pass(Ownership.TENURE.minus(LITTLE));
        assertThat(asked).isNotDone();
        ownedBy(first);
        timing.pass(LITTLE);
        assertThat(join(asked)).isEqualTo(Outcome.DONE);
        ownedBy(second);
        assertThat(byteAt(one, 0)).isEqualTo((byte) 2);

        CompletableFuture<Outcome> back = startWrite(one, 5 * MIB, 3);
        assertThat(back).isNotDone();
        timing.pass(Ownership.TENURE.multipliedBy(2));
        assertThat(join(back)).isEqualTo(Outcome.DONE);
        ownedBy(first);
        assertThat(byteAt(two, 5 * MIB)).isEqualTo((byte) 3);
    }

    @Test
    void aNonOwnerDoesNotBelieveTheMapItHad() {
        new Device(one).write(0, (byte) 1);
        CompletableFuture<Outcome> asked = startWrite(two, 8 * MIB, 7);
        timing.pass(Ownership.TENURE);
        assertThat(join(asked)).isEqualTo(Outcome.DONE);
        // The first owner's map had this object absent.
        assertThat(byteAt(one, 8 * MIB)).isEqualTo((byte) 7);
        assertThat(join(one.allocationStatus(8 * MIB, 1)).getFirst().allocated()).isTrue();
    }

    @Test
    void changesWaitWhileTheLockIsAwayAndNoneIsLost() {
        new Device(one).write(0, (byte) 1);
        new Device(one).write(1, (byte) 1);
        CompletableFuture<Outcome> asked = startWrite(two, 0, 2);
        List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
        timing.pass(Ownership.TENURE);
        for (int i = 0; i < 100; i++) {
            waiting.add(startWrite(one, 100 + i, i));
        }
        assertThat(join(asked)).isEqualTo(Outcome.DONE);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(byteAt(one, 0)).isEqualTo((byte) 2);
        timing.pass(Ownership.TENURE.multipliedBy(3));
        waiting.forEach(outcome -> assertThat(join(outcome)).isEqualTo(Outcome.DONE));
        assertThat(byteAt(two, 150)).isEqualTo((byte) 50);
    }

    @Test
    void twoWritersHandTheLockOverNowAndThenOnly() {
        int handOvers = 0;
        EntityName owner = EntityName.client(0);
        List<CompletableFuture<Outcome>> running = new ArrayList<>();
        Duration step = Duration.ofMillis(10);
        for (int i = 0; i < 1000; i++) {
            running.removeIf(CompletableFuture::isDone);
            if (running.size() < 4) {
                running.add(startWrite(i % 2 == 0 ? one : two, i, i));
            }
            timing.pass(step);
            if (!lock(header).lockers().isEmpty()) {
                EntityName now = lock(header).lockers().firstKey().locker();
                handOvers += now.equals(owner) ? 0 : 1;
                owner = now;
            }
        }
        long seconds = step.multipliedBy(1000).toSeconds();
        assertThat(handOvers).isBetween(4, (int) (seconds / Ownership.TENURE.toSeconds()) + 1);
        timing.pass(Duration.ofSeconds(10));
        assertThat(running).allMatch(CompletableFuture::isDone);
    }

    @Test
    void aLockThatWasGivenUpIsNotTakenBackBeforeTheOtherHasHadIt() {
        new Device(one).write(0, (byte) 1);
        timing.pass(Ownership.TENURE);
        // The other's request arrives, and it takes a moment to see that the lock is free.
        CompletableFuture<ObjectContext.NotifyResult> request =
                context(second)
                        .notifyWatchers(
                                header,
                                new LockMessage.Requested(new ClientId(9, 9), false).toBytes(),
                                Duration.ofSeconds(5));
        assertThat(request).isCompleted();
        CompletableFuture<Outcome> eager = startWrite(one, 0, 2);
        assertThat(lock(header).lockers()).isEmpty();
        timing.pass(Ownership.TENURE.minus(LITTLE));
        assertThat(lock(header).lockers()).isEmpty();
        timing.pass(LITTLE);
        assertThat(join(eager)).isEqualTo(Outcome.DONE);
        ownedBy(first);
    }

    @Test
    void aFrozenOwnerIsWaitedForAndADeadOneIsFencedBeforeItsLockIsBroken() {
        new Device(one).write(0, (byte) 1);
        first.freeze();
        CompletableFuture<Outcome> stale = startWrite(one, 0, 66);
        CompletableFuture<Outcome> asked = startWrite(two, 0, 2);
        timing.pass(Duration.ofSeconds(20));
        assertThat(asked).isNotDone();
        assertThat(cluster.events()).isEmpty();

        first.forgetWatches();
        second.memory().forgetWritten();
        timing.pass(LockTaker.RETRY_PAUSE);
        assertThat(join(asked)).isEqualTo(Outcome.DONE);
        assertThat(cluster.events()).containsExactly("blocklist " + first.address(), "map");
        ownedBy(second);

        first.thaw();
        assertThat(join(stale)).isInstanceOf(Outcome.Failed.class);
        assertThat(one.hasEnded()).isTrue();
        assertThat(byteAt(two, 0)).isEqualTo((byte) 2);
    }

    @Test
    void aFencedImageFailsEverythingAtOnceAndCanBeOpenedByAnotherClient() {
        new Device(one).write(0, (byte) 1);
        List<Boolean> told = new ArrayList<>();
        one.onChange(() -> told.add(one.hasEnded()));
        first.freeze();
        first.forgetWatches();
        new Device(two).write(0, (byte) 2);
        first.thaw();
        // Its watch was dropped before: it learns from its next call.
        assertThat(one.hasEnded()).isFalse();
        for (int i = 0; i < 2; i++) {
            assertThat(join(startWrite(one, 0, 3)))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.error()).isEqualTo(BlockError.FENCED));
        }
        assertThat(join(Device.start(one::flush))).isInstanceOf(Outcome.Failed.class);
        assertThat(byteAt(two, 0)).isEqualTo((byte) 2);
        assertThatThrownBy(() -> join(one.close())).isInstanceOf(ImageException.class);
        Image again = join(new Images(cluster.client(), new Random(3), timing).open(NAME));
        assertThat(byteAt(again, 0)).isEqualTo((byte) 2);
        assertThat(told).containsExactly(true);
    }

    @Test
    void aClientThatHearsThatItIsBlocklistedEndsItsImages() {
        List<Boolean> told = new ArrayList<>();
        one.onChange(() -> told.add(one.hasEnded()));
        join(((Fencing) context(second)).blocklist(first.address(), Duration.ZERO));
        assertThat(told).containsExactly(true);
        assertThat(join(startWrite(one, 0, 3)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(BlockError.FENCED));
        assertThat(join(Device.start(one::flush))).isInstanceOf(Outcome.Failed.class);
    }

    private void lockAs(SimulatedClient client, int type, String cookie, String tag) {
        assertThat(
                        StoreCalls.write(
                                context(client),
                                header,
                                new Step.Exec(
                                        "lock",
                                        "lock",
                                        Encoder.bytes(e ->
                                                e.envelope(
                                                        1,
                                                        1,
                                                        fields ->
                                                                fields.string("rbd_lock")
                                                                        .u8(type)
                                                                        .string(cookie)
                                                                        .string(tag)
                                                                        .string("")
                                                                        .time(Instant.EPOCH)
                                                                        .u8(0))))))
                .isZero();
    }

    @Test
    void aLockThatAPersonHasTakenIsNotBrokenAndSaysWhose() {
        SimulatedClient person = cluster.client();
        lockAs(person, LockInfo.EXCLUSIVE, "mine", "");
        assertThat(byteAt(one, 0)).isZero();
        assertThat(join(startWrite(one, 0, 3)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> {
                            assertThat(failed.error()).isEqualTo(BlockError.WRITE_PROTECTED);
                            assertThat(failed.detail())
                                    .contains("client." + person.instanceId())
                                    .contains("mine");
                        });
        assertThat(cluster.events()).isEmpty();
        StoreCalls.write(context(person), header, Calls.unlock("mine"));
        assertThat(join(startWrite(one, 0, 3))).isEqualTo(Outcome.DONE);
    }

    @Test
    void aSharedLockIsNobodysToTake() {
        lockAs(cluster.client(), LockInfo.SHARED, "auto 7", "internal");
        assertThat(join(startWrite(one, 0, 3))).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aLostWatchIsBegunAnewAndTheLockNamesIt() {
        new Device(one).write(0, (byte) 1);
        String before = lock(header).lockers().firstKey().cookie();
        first.loseWatches(Errno.ETIMEDOUT);
        assertThat(lock(header).lockers().firstKey().cookie()).isNotEqualTo(before);
        new Device(one).write(0, (byte) 2);
        // The other client finds the owner by its new watch.
        CompletableFuture<Outcome> asked = startWrite(two, 0, 3);
        timing.pass(Ownership.TENURE.multipliedBy(2));
        assertThat(join(asked)).isEqualTo(Outcome.DONE);
        assertThat(cluster.events()).isEmpty();
    }

    @Test
    void aLockThatWasTakenAwayWithoutAFenceIsTakenAgain() {
        new Device(one).write(0, (byte) 1);
        for (String object : List.of(header, map())) {
            StoreCalls.write(
                    context(second), object, Calls.breakLock(lock(object).lockers().firstKey()));
        }
        first.loseWatches(Errno.ETIMEDOUT);
        assertThat(lock(header).lockers()).isEmpty();
        new Device(one).write(0, (byte) 2);
        ownedBy(first);
    }

    @Test
    void anotherClientsResizeIsDoneByTheOwnerAndSeenByAll() {
        new Device(one).write(0, (byte) 1);
        List<Long> told = new ArrayList<>();
        one.onChange(() -> told.add(one.sizeBytes()));
        two.onChange(() -> told.add(two.sizeBytes()));
        assertThat(join(secondImages.resize(NAME, 20 * MIB, false)).sizeBytes())
                .isEqualTo(20 * MIB);
        ownedBy(first);
        assertThat(one.sizeBytes()).isEqualTo(20 * MIB);
        assertThat(two.sizeBytes()).isEqualTo(20 * MIB);
        assertThat(told).containsExactly(20 * MIB, 20 * MIB);
        assertThatThrownBy(() -> join(secondImages.resize(NAME, MIB, false)))
                .isInstanceOf(ImageException.class);
        join(secondImages.resize(NAME, 4 * MIB, true));
        assertThat(one.sizeBytes()).isEqualTo(4 * MIB);
    }

    @Test
    void maintenanceOfADeadOwnersImageIsDoneByWhoAsks() {
        new Device(one).write(0, (byte) 1);
        first.freeze();
        first.forgetWatches();
        assertThat(join(secondImages.resize(NAME, 20 * MIB, false)).sizeBytes())
                .isEqualTo(20 * MIB);
        ownedBy(second);
        assertThat(cluster.events()).containsExactly("blocklist " + first.address(), "map");
    }

    @Test
    void aChangeOfTheHeaderFromOutsideIsSeenAtOnce() {
        List<Long> told = new ArrayList<>();
        one.onChange(() -> told.add(one.sizeBytes()));
        StoreCalls.write(context(second), header, Calls.rbd("set_size", e -> e.u64(99 * MIB)));
        join(context(second).notifyWatchers(header, new byte[0], Duration.ofSeconds(5)));
        assertThat(one.sizeBytes()).isEqualTo(99 * MIB);
        assertThat(told).containsExactly(99 * MIB);
        new Device(one).write(98 * MIB, (byte) 1);
    }

    @Test
    void anImageThatAnotherClientRenamesIsKnownByItsNewName() {
        ImageName other = new ImageName("rbd", "", "other");
        List<ImageName> told = new ArrayList<>();
        one.onChange(() -> told.add(one.name()));
        new Device(one).write(0, (byte) 1);
        join(secondImages.settings().rename(NAME, "other"));
        assertThat(one.name()).isEqualTo(other);
        assertThat(two.name()).isEqualTo(other);
        assertThat(told).containsOnly(other);
        assertThat(join(firstImages.open(other))).isSameAs(one);
        join(one.close());
        new Device(one).write(0, (byte) 2);

        // The names change places before this client is told of any: each has its own in the end.
        join(secondImages.create(ImageSpec.of(NAME, 16 * MIB)));
        Image next = join(firstImages.open(NAME));
        join(secondImages.settings().rename(NAME, "third"));
        join(secondImages.settings().rename(other, "demo"));
        assertThat(one.name()).isEqualTo(NAME);
        assertThat(join(firstImages.open(NAME))).isSameAs(one);
        assertThat(next.name()).isEqualTo(new ImageName("rbd", "", "third"));
        join(one.close());
        join(next.close());
    }

    /** As librbd: it is rebuilt when somebody asks for that, which may take long. */
    @Test
    void aMapThatIsFlaggedInvalidIsNotBelievedUntilItIsRebuilt() {
        new Device(one).write(0, (byte) 1);
        long invalid = ImageHeader.OBJECT_MAP_INVALID | ImageHeader.FAST_DIFF_INVALID;
        StoreCalls.write(
                context(observer),
                header,
                Calls.rbd("set_flags", e -> e.u64(invalid).u64(invalid)));
        StoreCalls.write(
                context(observer),
                "rbd_data.%s.%016x".formatted(one.id(), 2),
                new Step.WriteFull(List.of(Device.direct((byte) 7))));
        join(context(observer).notifyWatchers(header, new byte[0], Duration.ofSeconds(5)));
        // The other one takes the lock, and with it the map as it is stored.
        CompletableFuture<Outcome> write = startWrite(two, 1, 2);
        timing.pass(Ownership.TENURE);
        assertThat(join(write)).isEqualTo(Outcome.DONE);
        assertThat(byteAt(two, 8 * MIB)).isEqualTo((byte) 7);
        assertThat(join(two.allocationStatus(8 * MIB, 512)).getFirst().allocated()).isTrue();
        assertThat(join(secondImages.objectMaps().check(NAME, _ -> {})).clean()).isFalse();

        join(secondImages.objectMaps().rebuild(NAME, _ -> {}));
        ObjectMapTruth.check(second, NAME);
        assertThat(byteAt(two, 8 * MIB)).isEqualTo((byte) 7);
    }

    /** As librbd flattens an image whose parent has nothing but zeros: it copies nothing. */
    @Test
    void aChainWhoseMiddleAnotherClientFlattensIsReadAnew() {
        join(firstImages.snapshots().create(NAME, "s"));
        ImageName middle = new ImageName("rbd", "", "middle");
        ImageName clone = new ImageName("rbd", "", "clone");
        join(firstImages.clones().create(CloneSpec.of(NAME, "s", middle)));
        join(firstImages.snapshots().create(middle, "m"));
        join(firstImages.clones().create(CloneSpec.of(middle, "m", clone)));
        Image last = join(firstImages.open(clone));
        Image served = join(firstImages.openSnapshot(middle, "m"));
        assertThat(byteAt(last, 0)).isZero();

        String middleId = join(firstImages.info(middle)).id();
        StoreCalls.write(
                context(observer), "rbd_header." + middleId, Calls.rbd("parent_detach", _ -> {}));
        StoreCalls.write(
                context(observer),
                "rbd_data.%s.%016x".formatted(one.id(), 0),
                new Step.WriteFull(List.of(Device.direct((byte) 9))));
        timing.pass(OpenChains.INTERVAL);
        assertThat(byteAt(last, 0)).isZero();
        assertThat(byteAt(served, 0)).isZero();
        new Device(last).write(1, (byte) 1);
        assertThat(byteAt(last, 0)).isZero();
        join(last.close());
        join(served.close());
        timing.pass(OpenChains.INTERVAL);
    }

    @Test
    void anImageWithoutALockIsWatchedToo() {
        ImageName plain = new ImageName("rbd", "", "plain");
        join(
                firstImages.create(
                        new ImageSpec(plain, 16 * MIB, 4 * MIB, 0, 0, Set.of(Feature.LAYERING))));
        Image here = join(firstImages.open(plain));
        Image there = join(secondImages.open(plain));
        new Device(here).write(0, (byte) 1);
        new Device(there).write(1, (byte) 2);
        join(secondImages.resize(plain, 20 * MIB, false));
        assertThat(here.sizeBytes()).isEqualTo(20 * MIB);
        assertThat(byteAt(here, 1)).isEqualTo((byte) 2);
        join(here.close());
        join(there.close());
    }

    @Test
    void closingGivesTheLockBackAtOnce() {
        new Device(one).write(0, (byte) 1);
        join(one.close());
        assertThat(lock(header).lockers()).isEmpty();
        assertThat(lock(map()).lockers()).isEmpty();
        new Device(two).write(0, (byte) 2);
        ownedBy(second);
        join(two.close());
        assertThat(lock(header).lockers()).isEmpty();
    }

    @Test
    void closingDoesNotWaitForAnotherOwner() {
        new Device(one).write(0, (byte) 1);
        first.freeze();
        CompletableFuture<Outcome> waiting = startWrite(two, 0, 2);
        CompletableFuture<Void> closed = two.close();
        assertThat(closed).isCompleted();
        assertThat(join(waiting))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(BlockError.NOT_READY));
    }

    @Test
    void anImageThatIsDeletedElsewhereIsNotReadyAnyMore() {
        StoreCalls.write(context(second), header, new Step.Remove());
        join(context(second).notifyWatchers(header, new byte[0], Duration.ofSeconds(5)));
        assertThat(join(startWrite(one, 0, 3)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error()).isEqualTo(BlockError.NOT_READY));
    }

    @Test
    void theLocksHolderAndTheWatchersAreTold() {
        ImageLocks locks = firstImages.locks();
        assertThat(join(locks.holder(NAME))).isEmpty();
        new Device(one).write(0, (byte) 1);
        LockHolder holder = join(locks.holder(NAME)).orElseThrow();
        assertThat(holder.ours()).isTrue();
        assertThat(holder.automatic()).isTrue();
        assertThat(holder.address()).isEqualTo(first.address());
        assertThat(join(secondImages.locks().holder(NAME)).orElseThrow().ours()).isFalse();
        first.freeze();
        assertThat(join(secondImages.locks().watchers(NAME)))
                .extracting(ImageWatcher::instanceId, ImageWatcher::responsive, ImageWatcher::ours)
                .containsExactlyInAnyOrder(
                        tuple(first.instanceId(), false, false),
                        tuple(second.instanceId(), true, true));
    }

    @Test
    void anOperatorTakesALockAwayThatIsAsItWasSeen() {
        new Device(one).write(0, (byte) 1);
        ImageLocks locks = secondImages.locks();
        LockHolder holder = join(locks.holder(NAME)).orElseThrow();
        assertThatThrownBy(() -> join(firstImages.locks().breakLock(NAME, ours(holder))))
                .isInstanceOfSatisfying(
                        ImageException.class,
                        e -> assertThat(e.reason()).isEqualTo(ImageException.Reason.INVALID));
        join(locks.breakLock(NAME, holder));
        assertThat(cluster.events()).containsExactly("blocklist " + first.address(), "map");
        assertThat(lock(header).lockers()).isEmpty();
        assertThat(one.hasEnded()).isTrue();
        assertThatThrownBy(() -> join(locks.breakLock(NAME, holder)))
                .isInstanceOfSatisfying(
                        ImageException.class,
                        e -> assertThat(e.reason()).isEqualTo(ImageException.Reason.IN_USE));
        new Device(two).write(0, (byte) 2);
        ownedBy(second);
    }

    @Test
    void anImageThatAnotherClientHasOpenIsNotDeletedAndOneOfADeadClientIs() {
        join(two.close());
        assertThatThrownBy(() -> join(secondImages.delete(NAME, _ -> {})))
                .hasMessageContaining("is open by another client (client." + first.instanceId());
        new Device(one).write(0, (byte) 1);
        first.freeze();
        assertThatThrownBy(() -> join(secondImages.delete(NAME, _ -> {})))
                .hasMessageContaining("is open by another client");
        first.forgetWatches();
        join(secondImages.delete(NAME, _ -> {}));
        assertThat(cluster.events()).containsExactly("blocklist " + first.address(), "map");
        assertThat(join(secondImages.list("rbd", ""))).isEmpty();
    }

    @Test
    void whatTheDeadOwnerHasBegunIsFinishedByTheOneWhoFollowsIt() {
        new Device(one).write(0, (byte) 1);
        new Device(one).write(15 * MIB, (byte) 1);
        join(Leftover.write(context(first), "rbdgate_shrink." + one.id(), 4 * MIB));
        first.freeze();
        first.forgetWatches();
        CompletableFuture<Outcome> asked = startWrite(two, 0, 2);
        timing.pass(LockTaker.RETRY_PAUSE);
        assertThat(join(asked)).isEqualTo(Outcome.DONE);
        assertThat(two.sizeBytes()).isEqualTo(4 * MIB);
    }

    @Test
    void whatOneHasBegunIsForgottenWhenAnotherHasHadTheImageSince() {
        join(Leftover.write(context(first), "rbdgate_shrink." + one.id(), 4 * MIB));
        new Device(two).write(15 * MIB, (byte) 2);
        assertThat(two.sizeBytes()).isEqualTo(16 * MIB);
        join(two.close());
        new Device(one).write(0, (byte) 1);
        assertThat(one.sizeBytes()).isEqualTo(16 * MIB);
        assertThat(byteAt(one, 15 * MIB)).isEqualTo((byte) 2);
    }

    private static LockHolder ours(LockHolder holder) {
        return new LockHolder(
                holder.instanceId(), holder.address(), holder.cookie(), holder.automatic(), true);
    }
}
