package dev.rbdgate.scsi.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.block.LogicalUnitState;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.record.DamagedRecordException;
import dev.rbdgate.scsi.record.NewerRecordException;
import dev.rbdgate.scsi.record.UnitRecord;
import dev.rbdgate.scsi.record.UnitSection;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReservationRecordTest {

    private static final String ONE =
            "01 01 0000 0001 0000000000000007 0000 00023d000001 0002" + "0001 61 0002 7474";

    @Test
    void hasItsDocumentedBytes() {
        Nexus nexus = new Nexus("a", 0x00023d000001L, "tt", 2);
        PersistentReservations state =
                new ReplaceLostReservation(0, 7, 0, 1, true)
                        .apply(PersistentReservations.LOST, Hosts.requester(nexus))
                        .state();

        assertThat(ReservationRecord.encode(state)).isEqualTo(bytes(ONE));
        assertThat(ReservationRecord.decode(bytes(ONE))).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource
    void readsBackWhatItWroteWithoutTheGeneration(ReservationType type) {
        PersistentReservations state = Hosts.reserved(type).withPersistent(true);
        PersistentReservations back = ReservationRecord.decode(ReservationRecord.encode(state));

        assertThat(back.registrations()).isEqualTo(state.registrations());
        assertThat(back.registrations().keySet()).containsExactly(Hosts.A, Hosts.B);
        assertThat(back.reservation()).isEqualTo(state.reservation());
        assertThat(back.persistent()).isTrue();
        assertThat(back.generation()).isZero();
    }

    @Test
    void isEmptyForWhatDoesNotPersist() {
        assertThat(ReservationRecord.encode(Hosts.registered())).isEmpty();
        assertThat(ReservationRecord.decode(new byte[0])).isEqualTo(PersistentReservations.NONE);
    }

    @Test
    void ofTheMostRegistrationsWithTheLongestNamesFitsInAUnitsState() {
        SequencedMap<Nexus, Long> registrations = new LinkedHashMap<>();
        for (int index = 0; index < PersistentReservations.MAX_REGISTRATIONS; index++) {
            registrations.put(new Nexus("i".repeat(223), index, "t".repeat(223), 65535), -1L);
        }
        byte[] section =
                ReservationRecord.encode(
                        new PersistentReservations(0, registrations, null, true, false));

        assertThat(UnitRecord.EMPTY.with(UnitSection.RESERVATIONS, section).encode().length)
                .isLessThan(LogicalUnitState.MAX_BYTES / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 6, 10, 20, 25, 28})
    void cutShortIsDamaged(int length) {
        byte[] section = Arrays.copyOf(bytes(ONE), length);

        assertThatThrownBy(() -> ReservationRecord.decode(section))
                .isInstanceOf(DamagedRecordException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01 02 0000 0001 0000000000000007 000000023d000001 0002 0001 61 0002 7474",
                "01 01 0001 0001 0000000000000007 000000023d000001 0002 0001 61 0002 7474",
                "01 07 0000 0001 0000000000000007 000000023d000001 0002 0001 61 0002 7474",
                "01 08 ffff 0000",
                "01 00 ffff 0000 00",
            })
    void withImpossibleContentIsDamaged(String hex) {
        assertThatThrownBy(() -> ReservationRecord.decode(bytes(hex)))
                .isInstanceOf(DamagedRecordException.class);
    }

    @Test
    void ofALaterVersionIsNotBelieved() {
        assertThatThrownBy(() -> ReservationRecord.decode(bytes("02 00")))
                .isInstanceOf(NewerRecordException.class);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
