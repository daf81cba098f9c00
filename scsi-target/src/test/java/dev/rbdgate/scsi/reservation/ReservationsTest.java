package dev.rbdgate.scsi.reservation;

import static dev.rbdgate.scsi.reservation.Hosts.A;
import static dev.rbdgate.scsi.reservation.Hosts.B;
import static dev.rbdgate.scsi.reservation.Hosts.C;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_A;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_B;
import static dev.rbdgate.scsi.reservation.Hosts.register;
import static dev.rbdgate.scsi.reservation.Hosts.requester;
import static dev.rbdgate.scsi.reservation.Hosts.reserve;
import static dev.rbdgate.scsi.reservation.ReservationType.WRITE_EXCLUSIVE;
import static dev.rbdgate.scsi.reservation.ReservationType.WRITE_EXCLUSIVE_REGISTRANTS_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.record.NewerRecordException;
import dev.rbdgate.scsi.record.UnitRecord;
import dev.rbdgate.scsi.record.UnitRecordStore;
import dev.rbdgate.scsi.record.UnitSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The reservations of a unit over time: order, durability, restarts, RESERVE and RELEASE. */
final class ReservationsTest {

    private static final Cdb WRITE_10 =
            new Cdb(new byte[] {0x2a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});

    /** Holds each change back until it is told to go on. */
    private static final class SlowState implements LogicalUnitState {
        private final MemoryLogicalUnitState memory = new MemoryLogicalUnitState();
        private final List<Runnable> held = new ArrayList<>();

        @Override
        public CompletableFuture<Versioned> load() {
            return memory.load();
        }

        @Override
        public CompletableFuture<Versioned> compareAndSet(long expected, byte[] content) {
            CompletableFuture<Versioned> result = new CompletableFuture<>();
            held.add(() -> result.complete(memory.compareAndSet(expected, content).join()));
            return result;
        }

        void goOn() {
            held.removeFirst().run();
        }
    }

    private final List<Transition> effects = new ArrayList<>();
    private CompletableFuture<Void> effectsEnd = CompletableFuture.completedFuture(null);
    private final SlowState slow = new SlowState();
    private final MemoryLogicalUnitState memory = new MemoryLogicalUnitState();

    @Test
    void whatDoesNotPersistNeedsNoStorage() {
        Reservations reservations = attached(slow);

        submit(reservations, A, register(KEY_A)).join();

        assertThat(reservations.state().registrations()).containsOnlyKeys(A);
        assertThat(slow.held).isEmpty();
    }

    @Test
    void whatPersistsIsSeenByNobodyBeforeItIsDurable() {
        Reservations reservations = attached(slow);
        var _ = submit(reservations, A, persistently(KEY_A));
        slow.goOn();

        CompletableFuture<Void> answer = submit(reservations, A, reserve(KEY_A, WRITE_EXCLUSIVE));
        reservations.admit(B, WRITE_10);
        assertThat(answer).isNotDone();
        assertThat(reservations.state().reservation()).isNull();

        slow.goOn();
        assertThat(answer).isCompleted();
        assertThat(conflicts(reservations, B)).isTrue();
        assertThat(conflicts(reservations, A)).isFalse();
    }

    @Test
    void areAppliedOneAfterTheOther() {
        Reservations reservations = attached(slow);
        CompletableFuture<Void> first = submit(reservations, A, persistently(KEY_A));
        CompletableFuture<Void> second = submit(reservations, A, persistently(KEY_A));
        CompletableFuture<Void> third = submit(reservations, A, reserve(KEY_A, WRITE_EXCLUSIVE));
        assertThat(slow.held).hasSize(1);

        slow.goOn();

        assertThat(first).isCompleted();
        assertThat(refusal(second).status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        assertThat(third).isNotDone();
        slow.goOn();
        assertThat(third).isCompleted();
    }

    @Test
    void moreThanMayWaitAreBusy() {
        Reservations reservations = attached(slow);
        for (int index = 0; index <= Reservations.MAX_WAITING; index++) {
            var _ = submit(reservations, A, persistently(KEY_A));
        }

        assertThat(refusal(submit(reservations, B, persistently(KEY_B))).status())
                .isEqualTo(ScsiStatus.BUSY);
        slow.goOn();
        assertThat(submit(reservations, B, register(KEY_B))).isNotCompletedExceptionally();
    }

    @Test
    void oneThatWasAbortedBeforeItsTurnHasNoEffect() {
        Reservations reservations = attached(slow);
        var _ = submit(reservations, A, persistently(KEY_A));
        FakeTask task = FakeTask.of(B, "5f 00");
        CompletableFuture<Void> aborted =
                reservations.submit(new ReserveOutRequest(requester(B), persistently(KEY_B), task));

        task.abort();
        slow.goOn();

        assertThat(aborted).isCancelled();
        assertThat(reservations.state().registrations()).containsOnlyKeys(A);
    }

    @Test
    void surviveARestartWhenTheyPersist() {
        Reservations before = attached(memory);
        submit(before, A, persistently(KEY_A)).join();
        submit(before, B, persistently(KEY_B)).join();
        submit(before, A, reserve(KEY_A, WRITE_EXCLUSIVE_REGISTRANTS_ONLY)).join();

        Reservations after = attached(memory);

        assertThat(after.state().registrations()).containsOnlyKeys(A, B);
        assertThat(after.state().holds(A)).isTrue();
        assertThat(after.state().persistent()).isTrue();
        assertThat(after.state().generation()).isZero();
        assertThat(conflicts(after, C)).isTrue();
        assertThat(conflicts(after, B)).isFalse();
    }

    @Test
    void areForgottenByARestartOnceTheLastAptplWasZero() {
        Reservations before = attached(memory);
        submit(before, A, persistently(KEY_A)).join();
        submit(before, B, register(KEY_B)).join();

        assertThat(attached(memory).state()).isEqualTo(PersistentReservations.NONE);
    }

    @Test
    void outliveADeviceThatGoesAndComesBack() {
        Reservations reservations = attached(memory);
        submit(reservations, A, register(KEY_A)).join();

        reservations.detach();
        assertThat(refusal(submit(reservations, A, register(KEY_A, 7))).sense())
                .isEqualTo(Sense.of(0x2, 0x0401));
        reservations.attach(new UnitRecordStore(memory)).join();

        assertThat(reservations.state().registrations()).containsEntry(A, KEY_A);
    }

    @Test
    void aFailedStoreRefusesAndChangesNothing() {
        FailingState failing = new FailingState(memory);
        Reservations reservations = attached(failing);
        submit(reservations, A, persistently(KEY_A)).join();
        failing.mode = FailingState.Mode.LOSES;

        Refusal refusal = refusal(submit(reservations, A, reserve(KEY_A, WRITE_EXCLUSIVE)));

        assertThat(refusal.blame()).isEqualTo(Refusal.Blame.OURS);
        assertThat(Objects.requireNonNull(refusal.sense()).key()).isEqualTo(0x4);
        assertThat(reservations.state().reservation()).isNull();
        failing.mode = FailingState.Mode.WORKS;
        submit(reservations, A, reserve(KEY_A, WRITE_EXCLUSIVE)).join();
        assertThat(attached(memory).state().reservation()).isNotNull();
    }

    @Test
    void aStoreThatFailedButTookEffectIsOverwrittenByTheNext() {
        FailingState failing = new FailingState(memory);
        Reservations reservations = attached(failing);
        submit(reservations, A, persistently(KEY_A)).join();
        failing.mode = FailingState.Mode.STORES_AND_FAILS;
        refusal(submit(reservations, A, reserve(KEY_A, WRITE_EXCLUSIVE)));
        failing.mode = FailingState.Mode.WORKS;

        submit(reservations, B, persistently(KEY_B)).join();

        assertThat(reservations.state().reservation()).isNull();
        assertThat(attached(memory).state().reservation()).isNull();
        assertThat(attached(memory).state().registrations()).containsOnlyKeys(A, B);
    }

    @Test
    void anotherGatewaysStateIsTakenUpBeforeTheActionIsTriedAgain() {
        Reservations here = attached(memory);
        Reservations there = attached(memory);
        submit(there, B, persistently(KEY_B)).join();

        submit(here, A, persistently(KEY_A)).join();

        assertThat(here.state().registrations()).containsOnlyKeys(A, B);
        assertThat(here.state().generation()).isEqualTo(2);
    }

    @Test
    void aDamagedRecordMeansLostReservationsUntilTheyAreReplaced() {
        memory.compareAndSet(0, new byte[] {1, 2, 3}).join();
        Reservations reservations = attached(memory);
        assertThat(reservations.state().lost()).isTrue();

        ReservationAction replace = new ReplaceLostReservation(0, KEY_A, 0, 1, true);
        submit(reservations, A, replace).join();

        assertThat(conflicts(reservations, B)).isTrue();
        assertThat(attached(memory).state().registrations()).containsOnlyKeys(A);
    }

    @Test
    void aDamagedSectionOfASoundRecordMeansLostReservationsToo() {
        UnitRecord record =
                UnitRecord.EMPTY
                        .with(UnitSection.RESERVATIONS, new byte[] {1, 9})
                        .with(UnitSection.MODE_PAGES, new byte[] {5});
        memory.compareAndSet(0, record.encode()).join();
        Reservations reservations = attached(memory);
        assertThat(reservations.state().lost()).isTrue();

        submit(reservations, A, new ReplaceLostReservation(0, KEY_A, 0, 1, false)).join();

        assertThat(attached(memory).state()).isEqualTo(PersistentReservations.NONE);
        assertThat(
                        UnitRecord.decode(memory.load().join().content())
                                .section(UnitSection.MODE_PAGES))
                .containsExactly(5);
    }

    @Test
    void replacingWithoutPersistenceStillHealsADamagedRecord() {
        memory.compareAndSet(0, new byte[] {1, 2, 3}).join();

        submit(attached(memory), A, new ReplaceLostReservation(0, KEY_A, 0, 1, false)).join();

        assertThat(attached(memory).state().lost()).isFalse();
    }

    @Test
    void aRecordOfALaterVersionFailsTheAttachment() {
        memory.compareAndSet(
                        0, UnitRecord.EMPTY.with(UnitSection.RESERVATIONS, new byte[] {2}).encode())
                .join();
        CompletableFuture<Void> attachment =
                new Reservations((_, _) -> effectsEnd).attach(new UnitRecordStore(memory));

        assertThat(attachment.exceptionNow())
                .satisfiesAnyOf(
                        failure -> assertThat(failure).isInstanceOf(NewerRecordException.class),
                        failure ->
                                assertThat(failure)
                                        .isInstanceOf(CompletionException.class)
                                        .hasCauseInstanceOf(NewerRecordException.class));
    }

    @Test
    void effectsComeAfterTheStateAndBeforeTheAnswer() {
        Reservations reservations = attached(memory);
        submit(reservations, A, register(KEY_A)).join();
        submit(reservations, B, register(KEY_B)).join();
        effects.clear();
        effectsEnd = new CompletableFuture<>();

        CompletableFuture<Void> answer =
                submit(reservations, B, new Preempt(KEY_B, KEY_A, 0, 1, true));

        assertThat(reservations.state().registrations()).containsOnlyKeys(B);
        assertThat(effects).hasSize(1);
        assertThat(effects.getFirst().aborted()).containsExactly(A);
        assertThat(answer).isNotDone();
        effectsEnd.complete(null);
        assertThat(answer).isCompleted();
    }

    @Test
    void effectsThatTakeLongDoNotHoldUpTheNext() {
        Reservations reservations = attached(memory);
        effectsEnd = new CompletableFuture<>();
        CompletableFuture<Void> first = submit(reservations, A, register(KEY_A));
        effectsEnd = CompletableFuture.completedFuture(null);

        assertThat(submit(reservations, B, register(KEY_B))).isCompleted();
        assertThat(first).isNotDone();
    }

    @Test
    void reserveExcludesOthersUntilItIsReleased() {
        Reservations reservations = attached(memory);

        assertThat(reservations.reserve(A)).isTrue();
        assertThat(reservations.reserve(A)).isTrue();
        assertThat(reservations.reserve(B)).isFalse();
        assertThat(conflicts(reservations, B)).isTrue();
        assertThat(conflicts(reservations, A)).isFalse();
        assertThat(reservations.release(B)).isTrue();
        assertThat(conflicts(reservations, B)).isTrue();
        assertThat(reservations.release(A)).isTrue();
        assertThat(conflicts(reservations, B)).isFalse();
    }

    @Test
    void reserveEndsWithItsNexusAndWithAReset() {
        Reservations reservations = attached(memory);
        reservations.reserve(A);
        reservations.nexusLost(B);
        assertThat(conflicts(reservations, B)).isTrue();
        reservations.nexusLost(A);
        assertThat(conflicts(reservations, B)).isFalse();

        reservations.reserve(B);
        reservations.reset();
        assertThat(conflicts(reservations, A)).isFalse();
    }

    @Test
    void registrationsOutliveTheirNexusAndAReset() {
        Reservations reservations = attached(memory);
        submit(reservations, A, register(KEY_A)).join();
        submit(reservations, A, reserve(KEY_A, WRITE_EXCLUSIVE)).join();

        reservations.nexusLost(A);
        reservations.reset();

        assertThat(conflicts(reservations, B)).isTrue();
        assertThat(conflicts(reservations, A)).isFalse();
    }

    @Test
    void reserveAndReleaseConflictWhileAnyNexusIsRegistered() {
        Reservations reservations = attached(memory);
        submit(reservations, A, register(KEY_A)).join();

        for (Nexus nexus : List.of(A, B)) {
            assertThat(reservations.reserve(nexus)).isFalse();
            assertThat(reservations.release(nexus)).isFalse();
        }
    }

    @Test
    void reserveAndReleaseAreGoodWithoutEffectForThoseWhoHaveAccessAnyway() {
        for (ReservationType type : ReservationType.values()) {
            Reservations reservations = attached(new MemoryLogicalUnitState());
            submit(reservations, A, register(KEY_A)).join();
            submit(reservations, B, register(KEY_B)).join();
            submit(reservations, A, reserve(KEY_A, type)).join();
            PersistentReservations before = reservations.state();

            assertThat(reservations.reserve(A)).isTrue();
            assertThat(reservations.release(A)).isTrue();
            assertThat(reservations.reserve(B)).isEqualTo(type.sharedByRegistrants());
            assertThat(reservations.release(B)).isEqualTo(type.sharedByRegistrants());
            assertThat(reservations.reserve(C)).isFalse();
            assertThat(reservations.release(C)).isFalse();
            assertThat(reservations.state()).isEqualTo(before);
        }
    }

    @Test
    void reserveAndRegisterExcludeEachOther() {
        Reservations reservations = attached(slow);
        var _ = submit(reservations, A, persistently(KEY_A));
        assertThat(reservations.reserve(B)).isFalse();
        slow.goOn();

        Reservations other = attached(memory);
        other.reserve(A);
        assertThat(refusal(submit(other, A, register(KEY_A))).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }

    private Reservations attached(LogicalUnitState state) {
        Reservations reservations =
                new Reservations((_, transition) -> {
                    effects.add(transition);
                    return effectsEnd;
                });
        reservations.attach(new UnitRecordStore(state)).join();
        return reservations;
    }

    private static CompletableFuture<Void> submit(
            Reservations reservations, Nexus nexus, ReservationAction action) {
        return reservations.submit(
                new ReserveOutRequest(requester(nexus), action, FakeTask.of(nexus, "5f 00")));
    }

    private static Register persistently(long newKey) {
        return new Register(false, 0, newKey, false, List.of(), false, true);
    }

    private static Refusal refusal(CompletableFuture<Void> answer) {
        assertThat(answer).isCompletedExceptionally();
        return (Refusal) answer.exceptionNow();
    }

    private static boolean conflicts(Reservations reservations, Nexus nexus) {
        return Hosts.refusal(() -> reservations.admit(nexus, WRITE_10)) != null;
    }
}
