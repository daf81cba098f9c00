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
import static dev.rbdgate.scsi.reservation.ReservationType.WRITE_EXCLUSIVE;
import static dev.rbdgate.scsi.reservation.ReservationType.WRITE_EXCLUSIVE_ALL_REGISTRANTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.Nexus;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** REGISTER AND MOVE, REPLACE LOST RESERVATION (SPC-5 5.14.8, 5.14.11.3). */
final class MoveAndReplaceTest {

    @Test
    void moveRegistersTheOtherNexusAndHandsItTheReservation() {
        PersistentReservations before = reserved(WRITE_EXCLUSIVE);
        Transition transition = move(KEY_A, KEY_C, C).apply(before, requester(A));

        assertThat(transition.state().registrations())
                .containsEntry(A, KEY_A)
                .containsEntry(C, KEY_C);
        assertThat(transition.state().reservation()).isEqualTo(new Reservation(WRITE_EXCLUSIVE, C));
        assertThat(transition.state().generation()).isEqualTo(before.generation() + 1);
        assertThat(transition.notices()).isEmpty();
    }

    @Test
    void moveToARegisteredNexusReplacesItsKey() {
        Transition transition = move(KEY_A, 7, B).apply(reserved(WRITE_EXCLUSIVE), requester(A));

        assertThat(transition.state().registrations()).containsEntry(B, 7L).hasSize(2);
        assertThat(transition.state().holds(B)).isTrue();
    }

    @Test
    void moveWithUnregRemovesTheRequesterAndKeepsTheMovedReservation() {
        RegisterAndMove move = new RegisterAndMove(KEY_A, KEY_C, true, true, 2, TransportId.of(C));
        Transition transition = move.apply(reserved(EXCLUSIVE_ACCESS), requester(A));
        Nexus other = new Nexus(C.initiatorName(), C.isid(), Hosts.TARGET, 2);

        assertThat(transition.state().registrations()).containsOnlyKeys(B, other);
        assertThat(transition.state().reservation())
                .isEqualTo(new Reservation(EXCLUSIVE_ACCESS, other));
        assertThat(transition.state().persistent()).isTrue();
        assertThat(transition.notices()).isEmpty();
    }

    @Test
    void moveByAnotherThanTheHolderConflicts() {
        conflicts(() -> move(KEY_C, 7, B).apply(reserved(WRITE_EXCLUSIVE), requester(C)));
        conflicts(() -> move(KEY_B, 7, C).apply(reserved(WRITE_EXCLUSIVE), requester(B)));
        conflicts(() -> move(KEY_B, 7, C).apply(reserved(WRITE_EXCLUSIVE), requester(A)));
    }

    @Test
    void moveOfAnAllRegistrantsReservationConflicts() {
        conflicts(() ->
                move(KEY_A, 7, C).apply(reserved(WRITE_EXCLUSIVE_ALL_REGISTRANTS), requester(A)));
    }

    @Test
    void moveWithoutAReservationIsRefused() {
        illegal(() -> move(KEY_A, 7, C).apply(registered(), requester(A)), 0x2400);
    }

    @Test
    void moveWithoutAKeyOrToNoPortOrToItselfIsRefused() {
        PersistentReservations state = reserved(WRITE_EXCLUSIVE);
        RegisterAndMove noPort = new RegisterAndMove(KEY_A, 7, false, false, 3, TransportId.of(C));
        RegisterAndMove itself = new RegisterAndMove(KEY_A, 7, false, false, 2, TransportId.of(A));

        illegalField(() -> move(KEY_A, 0, C).apply(state, requester(A)), 8);
        illegalField(() -> noPort.apply(state, requester(A)), 18);
        illegalField(() -> itself.apply(state, requester(A)), 24);
    }

    @Test
    void moveBeyondTheMostRegistrationsIsRefused() {
        List<TransportId> many =
                IntStream.range(0, PersistentReservations.MAX_REGISTRATIONS - 2)
                        .mapToObj(index -> new TransportId("iqn.2026-11.test:many", index))
                        .toList();
        PersistentReservations full =
                new Register(false, 0, KEY_C, true, many, false, false)
                        .apply(
                                new Reserve(KEY_A, 0, 1)
                                        .apply(
                                                registered(PersistentReservations.NONE, A, KEY_A),
                                                requester(A))
                                        .state(),
                                requester(C))
                        .state();

        illegal(() -> move(KEY_A, 7, B).apply(full, requester(A)), 0x5504);
    }

    @Test
    void replaceLostStartsAnewWithGenerationZero() {
        Transition transition =
                new ReplaceLostReservation(0, KEY_A, 0, 3, true)
                        .apply(PersistentReservations.LOST, requester(A));

        assertThat(transition.state().registrations())
                .containsExactly(java.util.Map.entry(A, KEY_A));
        assertThat(transition.state().reservation())
                .isEqualTo(new Reservation(EXCLUSIVE_ACCESS, A));
        assertThat(transition.state().generation()).isZero();
        assertThat(transition.state().persistent()).isTrue();
        assertThat(transition.state().lost()).isFalse();
        assertThat(transition.notices()).isEmpty();
    }

    @Test
    void replaceLostIsRefusedWhileNothingIsLost() {
        illegal(
                () ->
                        new ReplaceLostReservation(0, KEY_A, 0, 3, true)
                                .apply(registered(), requester(A)),
                0x2604);
    }

    @Test
    void replaceLostIsRefusedWithAnOldKeyWithoutANewOneOrWithAnUndefinedType() {
        PersistentReservations lost = PersistentReservations.LOST;

        illegalField(
                () -> new ReplaceLostReservation(1, KEY_A, 0, 3, true).apply(lost, requester(A)),
                0);
        illegalField(
                () -> new ReplaceLostReservation(0, 0, 0, 3, true).apply(lost, requester(A)), 8);
        illegal(
                () -> new ReplaceLostReservation(0, KEY_A, 0, 4, true).apply(lost, requester(A)),
                0x2400);
    }

    private static RegisterAndMove move(long key, long newKey, Nexus to) {
        return new RegisterAndMove(
                key, newKey, false, false, to.portalGroupTag(), TransportId.of(to));
    }
}
