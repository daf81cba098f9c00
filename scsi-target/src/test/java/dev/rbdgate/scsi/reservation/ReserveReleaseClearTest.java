package dev.rbdgate.scsi.reservation;

import static dev.rbdgate.scsi.reservation.Hosts.A;
import static dev.rbdgate.scsi.reservation.Hosts.B;
import static dev.rbdgate.scsi.reservation.Hosts.C;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_A;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_B;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_C;
import static dev.rbdgate.scsi.reservation.Hosts.conflicts;
import static dev.rbdgate.scsi.reservation.Hosts.illegal;
import static dev.rbdgate.scsi.reservation.Hosts.registered;
import static dev.rbdgate.scsi.reservation.Hosts.requester;
import static dev.rbdgate.scsi.reservation.Hosts.reserve;
import static dev.rbdgate.scsi.reservation.Hosts.reserved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.reservation.Transition.Notice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RESERVE, RELEASE and CLEAR (SPC-5 5.14.9, 5.14.11.2.2, 5.14.11.2.7). */
final class ReserveReleaseClearTest {

    @ParameterizedTest
    @EnumSource
    void reserveMakesTheNexusTheHolder(ReservationType type) {
        Transition transition = reserve(KEY_A, type).apply(registered(), requester(A));

        assertThat(transition.state().reservation())
                .isEqualTo(new Reservation(type, type.allRegistrants() ? null : A));
        assertThat(transition.state().holds(A)).isTrue();
        assertThat(transition.state().holds(B)).isEqualTo(type.allRegistrants());
        assertThat(transition.state().generation()).isEqualTo(registered().generation());
        assertThat(transition.notices()).isEmpty();
    }

    @Test
    void reserveFromAnUnregisteredNexusOrWithAWrongKeyConflicts() {
        conflicts(() ->
                reserve(0, ReservationType.WRITE_EXCLUSIVE).apply(registered(), requester(C)));
        conflicts(() ->
                reserve(KEY_B, ReservationType.WRITE_EXCLUSIVE).apply(registered(), requester(A)));
    }

    @ParameterizedTest
    @EnumSource
    void reserveAgainByAHolderChangesNothing(ReservationType type) {
        PersistentReservations state = reserved(type);

        assertThat(reserve(KEY_A, type).apply(state, requester(A)).state()).isEqualTo(state);
        if (type.allRegistrants()) {
            assertThat(reserve(KEY_B, type).apply(state, requester(B)).state()).isEqualTo(state);
        } else {
            conflicts(() -> reserve(KEY_B, type).apply(state, requester(B)));
        }
    }

    @Test
    void reserveWithAnotherTypeByTheHolderConflicts() {
        PersistentReservations state = reserved(ReservationType.WRITE_EXCLUSIVE);

        conflicts(
                () -> reserve(KEY_A, ReservationType.EXCLUSIVE_ACCESS).apply(state, requester(A)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0, 0x2, 0x4, 0x9, 0xf})
    void reserveWithAnUndefinedTypeIsRefused(int type) {
        assertThat(
                        illegal(
                                        () ->
                                                new Reserve(KEY_A, 0, type)
                                                        .apply(registered(), requester(A)),
                                        0x2400)
                                .fieldPointer())
                .isEqualTo(0xcb0002);
    }

    @Test
    void reserveWithAnotherScopeIsRefused() {
        assertThat(
                        illegal(
                                        () ->
                                                new Reserve(KEY_A, 1, 1)
                                                        .apply(registered(), requester(A)),
                                        0x2400)
                                .fieldPointer())
                .isEqualTo(0xcf0002);
    }

    @ParameterizedTest
    @EnumSource
    void releaseByTheHolderTellsTheRegisteredIfTheyShared(ReservationType type) {
        Transition transition =
                new Release(KEY_A, 0, type.code()).apply(reserved(type), requester(A));

        assertThat(transition.state()).isEqualTo(registered());
        if (type == ReservationType.WRITE_EXCLUSIVE || type == ReservationType.EXCLUSIVE_ACCESS) {
            assertThat(transition.notices()).isEmpty();
        } else {
            assertThat(transition.notices())
                    .containsExactly(new Notice(B, ReservationEvent.RESERVATIONS_RELEASED));
        }
    }

    @Test
    void releaseOfAnAllRegistrantsReservationIsUpToAnyOfThem() {
        ReservationType type = ReservationType.WRITE_EXCLUSIVE_ALL_REGISTRANTS;
        Transition transition = new Release(KEY_B, 0, 7).apply(reserved(type), requester(B));

        assertThat(transition.state().reservation()).isNull();
        assertThat(transition.notices())
                .containsExactly(new Notice(A, ReservationEvent.RESERVATIONS_RELEASED));
    }

    @Test
    void releaseByARegisteredNexusThatHoldsNothingIsGoodAndDoesNothing() {
        PersistentReservations state = reserved(ReservationType.WRITE_EXCLUSIVE);

        assertThat(new Release(KEY_B, 0, 1).apply(state, requester(B)).state()).isEqualTo(state);
        assertThat(new Release(KEY_B, 0, 1).apply(registered(), requester(B)).state())
                .isEqualTo(registered());
    }

    @Test
    void releaseWithAnotherTypeOrScopeIsInvalid() {
        PersistentReservations state = reserved(ReservationType.WRITE_EXCLUSIVE);

        illegal(() -> new Release(KEY_A, 0, 3).apply(state, requester(A)), 0x2604);
        illegal(() -> new Release(KEY_A, 1, 1).apply(state, requester(A)), 0x2604);
    }

    @Test
    void releaseFromAnUnregisteredNexusOrWithAWrongKeyConflicts() {
        PersistentReservations state = reserved(ReservationType.WRITE_EXCLUSIVE);

        conflicts(() -> new Release(0, 0, 1).apply(state, requester(C)));
        conflicts(() -> new Release(KEY_B, 0, 1).apply(state, requester(A)));
    }

    @Test
    void clearRemovesAllAndTellsTheOtherRegistered() {
        PersistentReservations state = reserved(ReservationType.EXCLUSIVE_ACCESS);
        Transition transition = new Clear(KEY_B).apply(state, requester(B));

        assertThat(transition.state().registrations()).isEmpty();
        assertThat(transition.state().reservation()).isNull();
        assertThat(transition.state().generation()).isEqualTo(state.generation() + 1);
        assertThat(transition.notices())
                .containsExactly(new Notice(A, ReservationEvent.RESERVATIONS_PREEMPTED));
        assertThat(transition.aborted()).isEmpty();
    }

    @Test
    void clearFromAnUnregisteredNexusOrWithAWrongKeyConflicts() {
        conflicts(() -> new Clear(KEY_C).apply(registered(), requester(C)));
        conflicts(() -> new Clear(KEY_A).apply(registered(), requester(B)));
    }
}
