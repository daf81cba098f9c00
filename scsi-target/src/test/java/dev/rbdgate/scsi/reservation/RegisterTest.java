package dev.rbdgate.scsi.reservation;

import static dev.rbdgate.scsi.reservation.Hosts.A;
import static dev.rbdgate.scsi.reservation.Hosts.A_PORT_2;
import static dev.rbdgate.scsi.reservation.Hosts.B;
import static dev.rbdgate.scsi.reservation.Hosts.C;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_A;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_B;
import static dev.rbdgate.scsi.reservation.Hosts.KEY_C;
import static dev.rbdgate.scsi.reservation.Hosts.conflicts;
import static dev.rbdgate.scsi.reservation.Hosts.illegal;
import static dev.rbdgate.scsi.reservation.Hosts.illegalField;
import static dev.rbdgate.scsi.reservation.Hosts.register;
import static dev.rbdgate.scsi.reservation.Hosts.registered;
import static dev.rbdgate.scsi.reservation.Hosts.requester;
import static dev.rbdgate.scsi.reservation.Hosts.reserved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.reservation.Transition.Notice;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** REGISTER and REGISTER AND IGNORE EXISTING KEY (SPC-5 5.14.7). */
final class RegisterTest {

    @Test
    void registersTheNexusAndCountsAGeneration() {
        Transition transition = register(KEY_A).apply(PersistentReservations.NONE, requester(A));

        assertThat(transition.state().registrations()).containsExactly(entry(A, KEY_A));
        assertThat(transition.state().generation()).isEqualTo(1);
        assertThat(transition.notices()).isEmpty();
        assertThat(transition.aborted()).isEmpty();
    }

    @Test
    void ofAnUnregisteredNexusWithoutKeysDoesNothing() {
        PersistentReservations before = registered();

        assertThat(register(0).apply(before, requester(C)).state()).isEqualTo(before);
        assertThat(ignoring(0).apply(before, requester(C)).state()).isEqualTo(before);
    }

    @Test
    void ofAnUnregisteredNexusWithAKeyToReplaceConflicts() {
        conflicts(() -> register(1, KEY_C).apply(registered(), requester(C)));
        conflicts(() -> register(1, 0).apply(registered(), requester(C)));
    }

    @Test
    void withAWrongKeyConflicts() {
        conflicts(() -> register(KEY_B, 7).apply(registered(), requester(A)));
        conflicts(() -> register(0, 7).apply(registered(), requester(A)));
    }

    @Test
    void changesTheKeyOfTheNexusAloneAndKeepsTheReservation() {
        PersistentReservations before = reserved(ReservationType.WRITE_EXCLUSIVE);

        PersistentReservations after = register(KEY_A, 7).apply(before, requester(A)).state();

        assertThat(after.registrations()).containsExactly(entry(A, 7L), entry(B, KEY_B));
        assertThat(after.reservation()).isEqualTo(before.reservation());
        assertThat(after.generation()).isEqualTo(before.generation() + 1);
    }

    @Test
    void andIgnoreRegistersAndReplacesWhateverTheKey() {
        PersistentReservations once =
                ignoring(7).apply(PersistentReservations.NONE, requester(A)).state();
        PersistentReservations twice = ignoring(8).apply(once, requester(A)).state();

        assertThat(twice.registrations()).containsExactly(entry(A, 8L));
        assertThat(twice.generation()).isEqualTo(2);
    }

    @Test
    void unregistersAnotherThanTheHolderAndKeepsTheReservation() {
        PersistentReservations before = reserved(ReservationType.EXCLUSIVE_ACCESS);

        Transition transition = register(KEY_B, 0).apply(before, requester(B));

        assertThat(transition.state().registrations()).containsOnlyKeys(A);
        assertThat(transition.state().reservation()).isEqualTo(before.reservation());
        assertThat(transition.notices()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_EXCLUSIVE_REGISTRANTS_ONLY", "EXCLUSIVE_ACCESS_REGISTRANTS_ONLY"})
    void unregisteringTheHolderReleasesARegistrantsOnlyReservationAndTellsTheOthers(
            ReservationType type) {
        Transition transition = register(KEY_A, 0).apply(reserved(type), requester(A));

        assertThat(transition.state().reservation()).isNull();
        assertThat(transition.notices())
                .containsExactly(new Notice(B, ReservationEvent.RESERVATIONS_RELEASED));
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_EXCLUSIVE", "EXCLUSIVE_ACCESS"})
    void unregisteringTheHolderReleasesAnExclusiveReservationSilently(ReservationType type) {
        Transition transition = ignoring(0).apply(reserved(type), requester(A));

        assertThat(transition.state().reservation()).isNull();
        assertThat(transition.notices()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_EXCLUSIVE_ALL_REGISTRANTS", "EXCLUSIVE_ACCESS_ALL_REGISTRANTS"})
    void anAllRegistrantsReservationGoesWithTheLastRegistration(ReservationType type) {
        Transition first = register(KEY_A, 0).apply(reserved(type), requester(A));
        Transition last = register(KEY_B, 0).apply(first.state(), requester(B));

        assertThat(first.state().reservation()).isEqualTo(new Reservation(type, null));
        assertThat(first.notices()).isEmpty();
        assertThat(last.state().reservation()).isNull();
        assertThat(last.notices()).isEmpty();
    }

    @Test
    void setsAndClearsPersistenceForTheWholeUnit() {
        Register on = new Register(false, 0, KEY_A, false, List.of(), false, true);
        PersistentReservations persistent =
                on.apply(PersistentReservations.NONE, requester(A)).state();

        assertThat(persistent.persistent()).isTrue();
        assertThat(register(KEY_B).apply(persistent, requester(B)).state().persistent()).isFalse();
    }

    @Test
    void anotherIsidIsAnotherNexus() {
        Nexus relogin = new Nexus(A.initiatorName(), A.isid() + 1, A.targetName(), 1);

        assertThat(registered().standing(relogin)).isEqualTo(Standing.NOT_REGISTERED);
        conflicts(() -> register(KEY_A, 7).apply(registered(), requester(relogin)));
    }

    @Test
    void withAllTargetPortsRegistersTheInitiatorPortWithEachOfThem() {
        PersistentReservations state =
                allPorts(0, KEY_A).apply(PersistentReservations.NONE, requester(A)).state();

        assertThat(state.registrations()).containsExactly(entry(A, KEY_A), entry(A_PORT_2, KEY_A));
        assertThat(allPorts(KEY_A, 0).apply(state, requester(A_PORT_2)).state().registrations())
                .isEmpty();
    }

    @Test
    void withAllTargetPortsPassesOverPathsThatHaveTheNewKeyAlready() {
        PersistentReservations state = registered(PersistentReservations.NONE, A_PORT_2, KEY_A);

        assertThat(allPorts(0, KEY_A).apply(state, requester(A)).state().registrations())
                .containsOnly(entry(A, KEY_A), entry(A_PORT_2, KEY_A));
    }

    @Test
    void withAllTargetPortsConflictsIfAPathHasAnotherKey() {
        PersistentReservations state = registered(PersistentReservations.NONE, A_PORT_2, 9L);

        conflicts(() -> allPorts(0, KEY_A).apply(state, requester(A)));
    }

    @Test
    void withSpecifiedPortsRegistersThemToo() {
        PersistentReservations state =
                specifying(KEY_A, false, TransportId.of(B), TransportId.of(C), TransportId.of(B))
                        .apply(PersistentReservations.NONE, requester(A))
                        .state();

        assertThat(state.registrations())
                .containsExactly(entry(A, KEY_A), entry(B, KEY_A), entry(C, KEY_A));
        assertThat(state.generation()).isEqualTo(1);
    }

    @Test
    void withSpecifiedPortsAndAllTargetPortsRegistersEveryCombination() {
        PersistentReservations state =
                specifying(KEY_A, true, TransportId.of(B))
                        .apply(PersistentReservations.NONE, requester(A))
                        .state();

        assertThat(state.registrations())
                .containsOnlyKeys(
                        A, A_PORT_2, B, new Nexus(B.initiatorName(), B.isid(), Hosts.TARGET, 2));
    }

    @Test
    void withASpecifiedPortThatIsRegisteredRegistersNone() {
        illegalField(
                () -> specifying(KEY_C, false, TransportId.of(B)).apply(registered(), requester(C)),
                28);
    }

    @Test
    void withSpecifiedPortsFromARegisteredNexusIsRefused() {
        Register change =
                new Register(false, KEY_A, 7, true, List.of(TransportId.of(C)), false, false);
        Register unregister =
                new Register(false, KEY_A, 0, true, List.of(TransportId.of(C)), false, false);

        illegalField(() -> change.apply(registered(), requester(A)), 20);
        illegalField(() -> unregister.apply(registered(), requester(A)), 20);
    }

    @Test
    void beyondTheMostRegistrationsIsRefusedAsAWhole() {
        List<TransportId> many =
                IntStream.range(0, PersistentReservations.MAX_REGISTRATIONS)
                        .mapToObj(index -> new TransportId("iqn.2026-11.test:many", index))
                        .toList();
        Register tooMany = new Register(false, 0, 1, true, many, false, false);
        Register justEnough =
                new Register(false, 0, 1, true, many.subList(1, many.size()), false, false);
        PersistentReservations full =
                justEnough.apply(PersistentReservations.NONE, requester(A)).state();

        illegal(() -> tooMany.apply(PersistentReservations.NONE, requester(A)), 0x5504);
        illegal(() -> register(KEY_B).apply(full, requester(B)), 0x5504);
        assertThat(register(1, 2).apply(full, requester(A)).state().key(A)).isEqualTo(2);
    }

    private static Register ignoring(long newKey) {
        return new Register(true, 0x1234, newKey, false, List.of(), false, false);
    }

    private static Register allPorts(long key, long newKey) {
        return new Register(false, key, newKey, false, List.of(), true, false);
    }

    private static Register specifying(long newKey, boolean allPorts, TransportId... ports) {
        return new Register(false, 0, newKey, true, List.of(ports), allPorts, false);
    }

    private static java.util.Map.Entry<Nexus, Long> entry(Nexus nexus, long key) {
        return java.util.Map.entry(nexus, key);
    }
}
