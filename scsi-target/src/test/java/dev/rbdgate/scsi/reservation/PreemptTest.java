package dev.rbdgate.scsi.reservation;

import static dev.rbdgate.scsi.reservation.Hosts.A;
import static dev.rbdgate.scsi.reservation.Hosts.B;
import static dev.rbdgate.scsi.reservation.Hosts.C;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_A;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_B;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_C;
import static dev.rbdgate.scsi.reservation.Hosts.conflicts;
import static dev.rbdgate.scsi.reservation.Hosts.illegal;
import static dev.rbdgate.scsi.reservation.Hosts.illegalField;
import static dev.rbdgate.scsi.reservation.Hosts.registered;
import static dev.rbdgate.scsi.reservation.Hosts.requester;
import static dev.rbdgate.scsi.reservation.Hosts.reserved;
import static dev.rbdgate.scsi.reservation.ReservationType.EXCLUSIVE_ACCESS;
import static dev.rbdgate.scsi.reservation.ReservationType.EXCLUSIVE_ACCESS_REGISTRANTS_ONLY;
import static dev.rbdgate.scsi.reservation.ReservationType.WRITE_EXCLUSIVE;
import static dev.rbdgate.scsi.reservation.ReservationType.WRITE_EXCLUSIVE_ALL_REGISTRANTS;
import static dev.rbdgate.scsi.reservation.ReservationType.WRITE_EXCLUSIVE_REGISTRANTS_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.reservation.Transition.Notice;
import org.junit.jupiter.api.Test;

/** PREEMPT, and PREEMPT AND ABORT (SPC-5 5.14.11.2.4 to 5.14.11.2.6). */
final class PreemptTest {

    @Test
    void ofTheHolderTakesTheReservationAndItsRegistration() {
        PersistentReservations before = reserved(WRITE_EXCLUSIVE);
        Transition transition = preempt(KEY_B, KEY_A, WRITE_EXCLUSIVE).apply(before, requester(B));

        assertThat(transition.state().registrations()).containsOnlyKeys(B);
        assertThat(transition.state().reservation()).isEqualTo(new Reservation(WRITE_EXCLUSIVE, B));
        assertThat(transition.state().generation()).isEqualTo(before.generation() + 1);
        assertThat(transition.notices())
                .containsExactly(new Notice(A, ReservationEvent.REGISTRATIONS_PREEMPTED));
        assertThat(transition.aborted()).isEmpty();
    }

    @Test
    void andAbortNamesThePreemptedNexuses() {
        Transition transition =
                new Preempt(KEY_B, KEY_A, 0, 5, true)
                        .apply(reserved(WRITE_EXCLUSIVE_REGISTRANTS_ONLY), requester(B));

        assertThat(transition.aborted()).containsExactly(A);
        assertThat(transition.state().reservation())
                .isEqualTo(new Reservation(WRITE_EXCLUSIVE_REGISTRANTS_ONLY, B));
    }

    @Test
    void withAnotherTypeTellsThoseThatStayRegistered() {
        PersistentReservations before =
                registered(reserved(WRITE_EXCLUSIVE_REGISTRANTS_ONLY), C, KEY_C);
        Transition transition =
                preempt(KEY_B, KEY_A, EXCLUSIVE_ACCESS_REGISTRANTS_ONLY)
                        .apply(before, requester(B));

        assertThat(transition.notices())
                .containsExactly(
                        new Notice(A, ReservationEvent.REGISTRATIONS_PREEMPTED),
                        new Notice(C, ReservationEvent.RESERVATIONS_RELEASED));
    }

    @Test
    void withTheSameTypeTellsOnlyThePreempted() {
        PersistentReservations before =
                registered(reserved(WRITE_EXCLUSIVE_REGISTRANTS_ONLY), C, KEY_A);
        Transition transition =
                preempt(KEY_B, KEY_A, WRITE_EXCLUSIVE_REGISTRANTS_ONLY).apply(before, requester(B));

        assertThat(transition.notices())
                .containsExactlyInAnyOrder(
                        new Notice(A, ReservationEvent.REGISTRATIONS_PREEMPTED),
                        new Notice(C, ReservationEvent.REGISTRATIONS_PREEMPTED));
        assertThat(transition.state().registrations()).containsOnlyKeys(B);
    }

    @Test
    void ofItselfByTheHolderChangesTheTypeAndKeepsTheRegistration() {
        Transition transition =
                preempt(KEY_A, KEY_A, EXCLUSIVE_ACCESS)
                        .apply(reserved(WRITE_EXCLUSIVE), requester(A));

        assertThat(transition.state().registrations()).containsOnlyKeys(A, B);
        assertThat(transition.state().reservation())
                .isEqualTo(new Reservation(EXCLUSIVE_ACCESS, A));
        assertThat(transition.notices())
                .containsExactly(new Notice(B, ReservationEvent.RESERVATIONS_RELEASED));
    }

    @Test
    void byANexusWithTheHoldersKeyKeepsItsOwnRegistration() {
        PersistentReservations before = registered(reserved(WRITE_EXCLUSIVE), C, KEY_A);
        Transition transition = preempt(KEY_A, KEY_A, WRITE_EXCLUSIVE).apply(before, requester(C));

        assertThat(transition.state().registrations()).containsOnlyKeys(B, C);
        assertThat(transition.state().holds(C)).isTrue();
        assertThat(transition.notices())
                .containsExactly(new Notice(A, ReservationEvent.REGISTRATIONS_PREEMPTED));
    }

    @Test
    void ofAnotherThanTheHolderRemovesRegistrationsOnlyWhateverTheType() {
        PersistentReservations before = reserved(WRITE_EXCLUSIVE);
        Transition transition = new Preempt(KEY_A, KEY_B, 7, 0, true).apply(before, requester(A));

        assertThat(transition.state().registrations()).containsOnlyKeys(A);
        assertThat(transition.state().reservation()).isEqualTo(before.reservation());
        assertThat(transition.state().generation()).isEqualTo(before.generation() + 1);
        assertThat(transition.notices())
                .containsExactly(new Notice(B, ReservationEvent.REGISTRATIONS_PREEMPTED));
        assertThat(transition.aborted()).containsExactly(B);
    }

    @Test
    void withoutAReservationRemovesEveryRegistrationWithTheKeyItsOwnToo() {
        PersistentReservations before = registered(registered(), C, KEY_A);
        Transition transition = preempt(KEY_A, KEY_A, WRITE_EXCLUSIVE).apply(before, requester(A));

        assertThat(transition.state().registrations()).containsOnlyKeys(B);
        assertThat(transition.state().reservation()).isNull();
        assertThat(transition.notices())
                .containsExactly(new Notice(C, ReservationEvent.REGISTRATIONS_PREEMPTED));
    }

    @Test
    void ofAKeyThatNobodyHasConflicts() {
        conflicts(() -> preempt(KEY_A, 99, WRITE_EXCLUSIVE).apply(registered(), requester(A)));
        conflicts(() ->
                preempt(KEY_B, 99, WRITE_EXCLUSIVE).apply(reserved(WRITE_EXCLUSIVE), requester(B)));
        conflicts(() ->
                preempt(KEY_B, 99, WRITE_EXCLUSIVE)
                        .apply(reserved(WRITE_EXCLUSIVE_ALL_REGISTRANTS), requester(B)));
    }

    @Test
    void ofNoKeyIsRefusedUnlessAllRegistrantsHold() {
        illegalField(
                () ->
                        preempt(KEY_B, 0, WRITE_EXCLUSIVE)
                                .apply(reserved(WRITE_EXCLUSIVE), requester(B)),
                8);
        conflicts(() -> preempt(KEY_B, 0, WRITE_EXCLUSIVE).apply(registered(), requester(B)));
    }

    @Test
    void ofNoKeyTakesAnAllRegistrantsReservationFromAllOthers() {
        PersistentReservations before =
                registered(reserved(WRITE_EXCLUSIVE_ALL_REGISTRANTS), C, KEY_C);
        Transition transition = new Preempt(KEY_B, 0, 0, 3, true).apply(before, requester(B));

        assertThat(transition.state().registrations()).containsOnlyKeys(B);
        assertThat(transition.state().reservation())
                .isEqualTo(new Reservation(EXCLUSIVE_ACCESS, B));
        assertThat(transition.notices())
                .containsExactlyInAnyOrder(
                        new Notice(A, ReservationEvent.REGISTRATIONS_PREEMPTED),
                        new Notice(C, ReservationEvent.REGISTRATIONS_PREEMPTED));
        assertThat(transition.aborted()).contains(A, C);
    }

    @Test
    void ofAKeyUnderAnAllRegistrantsReservationRemovesRegistrationsOnly() {
        PersistentReservations before = reserved(WRITE_EXCLUSIVE_ALL_REGISTRANTS);
        Transition one = preempt(KEY_B, KEY_A, EXCLUSIVE_ACCESS).apply(before, requester(B));
        Transition last = preempt(KEY_B, KEY_B, EXCLUSIVE_ACCESS).apply(one.state(), requester(B));

        assertThat(one.state().reservation()).isEqualTo(before.reservation());
        assertThat(one.notices())
                .containsExactly(new Notice(A, ReservationEvent.REGISTRATIONS_PREEMPTED));
        assertThat(last.state().registrations()).isEmpty();
        assertThat(last.state().reservation()).isNull();
        assertThat(last.notices()).isEmpty();
    }

    @Test
    void ofAReservationWithAnUndefinedTypeOrScopeIsRefused() {
        illegal(
                () ->
                        new Preempt(KEY_B, KEY_A, 0, 2, false)
                                .apply(reserved(WRITE_EXCLUSIVE), requester(B)),
                0x2400);
        illegal(
                () ->
                        new Preempt(KEY_B, KEY_A, 1, 1, false)
                                .apply(reserved(WRITE_EXCLUSIVE), requester(B)),
                0x2400);
    }

    @Test
    void fromAnUnregisteredNexusOrWithAWrongKeyConflicts() {
        conflicts(() ->
                preempt(KEY_C, KEY_A, WRITE_EXCLUSIVE)
                        .apply(reserved(WRITE_EXCLUSIVE), requester(C)));
        conflicts(() ->
                preempt(KEY_A, KEY_A, WRITE_EXCLUSIVE)
                        .apply(reserved(WRITE_EXCLUSIVE), requester(B)));
    }

    private static Preempt preempt(long key, long preemptedKey, ReservationType type) {
        return new Preempt(key, preemptedKey, 0, type.code(), false);
    }
}
