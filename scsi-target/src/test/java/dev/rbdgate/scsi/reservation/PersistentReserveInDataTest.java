package dev.rbdgate.scsi.reservation;

import static dev.rbdgate.scsi.reservation.Hosts.A;
import static dev.rbdgate.scsi.reservation.Hosts.B;
import static dev.rbdgate.scsi.reservation.Hosts.registered;
import static dev.rbdgate.scsi.reservation.Hosts.reserved;
import static dev.rbdgate.scsi.reservation.PersistentReservations.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.Nexus;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parameter data of PERSISTENT RESERVE IN, byte by byte (SPC-5 6.16). */
final class PersistentReserveInDataTest {

    @Test
    void readKeysListsEveryRegistrationDuplicatesToo() {
        assertBytes(InServiceAction.READ_KEYS, NONE, "00000000 00000000");
        assertBytes(
                InServiceAction.READ_KEYS,
                registered(NONE, A, 1L, B, 1L),
                "00000002 00000010 0000000000000001 0000000000000001");
    }

    @Test
    void readReservationGivesTheHoldersKeyScopeAndType() {
        assertBytes(InServiceAction.READ_RESERVATION, registered(), "00000002 00000000");
        assertBytes(
                InServiceAction.READ_RESERVATION,
                reserved(ReservationType.EXCLUSIVE_ACCESS_REGISTRANTS_ONLY),
                "00000002 00000010 aaaaaaaaaaaaaaaa 00000000 00 06 0000");
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE_EXCLUSIVE_ALL_REGISTRANTS", "EXCLUSIVE_ACCESS_ALL_REGISTRANTS"})
    void readReservationOfAllRegistrantsHasNoKey(ReservationType type) {
        assertBytes(
                InServiceAction.READ_RESERVATION,
                reserved(type),
                "00000002 00000010 0000000000000000 00000000 00 0%x 0000".formatted(type.code()));
    }

    @Test
    void reportCapabilitiesTellsOfEveryTypeAndOfActivePersistence() {
        assertBytes(InServiceAction.REPORT_CAPABILITIES, NONE, "0008 9d c0 ea01 0000");
        assertBytes(
                InServiceAction.REPORT_CAPABILITIES,
                NONE.withPersistent(true),
                "0008 9d c1 ea01 0000");
    }

    @Test
    void readFullStatusDescribesEachNexus() {
        Nexus first = new Nexus("iqn.x:a", 0x00023d000001L, "iqn.t", 1);
        Nexus second = new Nexus("iqn.y", 0x400001370000L, "iqn.t", 0x102);
        PersistentReservations state =
                Hosts.reserve(5, ReservationType.WRITE_EXCLUSIVE)
                        .apply(registered(NONE, first, 5L, second, 6L), Hosts.requester(first))
                        .state();

        assertBytes(
                InServiceAction.READ_FULL_STATUS,
                state,
                "00000002 0000006c"
                        + "0000000000000005 00000000 01 01 00000000 0001 00000020"
                        + "4500 001c 69716e2e783a61 2c692c3078 303030323364303030303031 00000000"
                        + "0000000000000006 00000000 00 00 00000000 0102 0000001c"
                        + "4500 0018 69716e2e79 2c692c3078 343030303031333730303030 0000");
    }

    @Test
    void readFullStatusNamesEveryHolderOfAnAllRegistrantsReservation() {
        byte[] data =
                PersistentReserveInData.of(
                        InServiceAction.READ_FULL_STATUS,
                        reserved(ReservationType.EXCLUSIVE_ACCESS_ALL_REGISTRANTS));
        int descriptor = 24 + TransportId.of(A).encode().length;

        assertThat(data[8 + 12]).isEqualTo((byte) 1);
        assertThat(data[8 + 13]).isEqualTo((byte) 8);
        assertThat(data[8 + descriptor + 12]).isEqualTo((byte) 1);
        assertThat(data[8 + descriptor + 13]).isEqualTo((byte) 8);
    }

    private static void assertBytes(
            InServiceAction action, PersistentReservations state, String expected) {
        assertThat(HexFormat.of().formatHex(PersistentReserveInData.of(action, state)))
                .isEqualTo(expected.replace(" ", ""));
    }
}
