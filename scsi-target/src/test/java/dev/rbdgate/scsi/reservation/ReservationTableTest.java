package dev.rbdgate.scsi.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.command.CommandTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The full matrix: every command, under every type of reservation, from its holder, from a
 * registered nexus and from another one. The expectation is the standards' tables written down row
 * by row (SPC-5 table 66, SBC-4 table 13), not the product's own grouping.
 */
final class ReservationTableTest {

    /**
     * Name; CDB; A(llowed) or C(onflict) under write exclusive, under exclusive access, for the
     * registered under a registrants type, and for others under write exclusive and exclusive
     * access of such a type; under another's RESERVE; R(efused) or A(llowed) while reservations are
     * lost. Where SPC-2 does not know a command, it conflicts unless it is one of the reports that
     * tell of the unit alone.
     */
    private static final String STANDARD =
            """
            TEST UNIT READY                | 00                   | AAAAA | C | R
            REQUEST SENSE                  | 03                   | AAAAA | A | A
            FORMAT UNIT                    | 04                   | CCACC | C | R
            READ(6)                        | 08                   | ACAAC | C | R
            WRITE(6)                       | 0a                   | CCACC | C | R
            INQUIRY                        | 12                   | AAAAA | A | A
            MODE SELECT(6)                 | 15                   | CCACC | C | R
            MODE SENSE(6)                  | 1a                   | ACAAC | C | R
            START STOP UNIT, start         | 1b 00 00 00 01       | AAAAA | A | A
            START STOP UNIT, start, load   | 1b 00 00 00 03       | AAAAA | A | A
            START STOP UNIT, stop          | 1b 00 00 00 00       | CCACC | C | R
            START STOP UNIT, eject         | 1b 00 00 00 02       | CCACC | C | R
            START STOP UNIT, standby       | 1b 00 00 00 30       | CCACC | C | R
            START STOP UNIT, power, start  | 1b 00 00 00 11       | CCACC | C | R
            RECEIVE DIAGNOSTIC RESULTS     | 1c                   | ACAAC | C | R
            SEND DIAGNOSTIC                | 1d                   | CCACC | C | R
            ALLOW MEDIUM REMOVAL           | 1e 00 00 00 00       | AAAAA | A | R
            PREVENT MEDIUM REMOVAL         | 1e 00 00 00 01       | CCACC | C | R
            PREVENT MEDIUM REMOVAL, 2      | 1e 00 00 00 02       | CCACC | C | R
            READ CAPACITY(10)              | 25                   | AAAAA | A | R
            READ(10)                       | 28                   | ACAAC | C | R
            WRITE(10)                      | 2a                   | CCACC | C | R
            WRITE AND VERIFY(10)           | 2e                   | CCACC | C | R
            VERIFY(10)                     | 2f                   | ACAAC | C | R
            VERIFY(10), BYTCHK 1           | 2f 02                | ACAAC | C | R
            PRE-FETCH(10)                  | 34                   | ACAAC | C | R
            SYNCHRONIZE CACHE(10)          | 35                   | CCACC | C | R
            READ DEFECT DATA(10)           | 37                   | ACAAC | C | R
            WRITE BUFFER                   | 3b                   | CCACC | C | A
            READ BUFFER(10)                | 3c                   | ACAAC | C | A
            WRITE SAME(10)                 | 41                   | CCACC | C | R
            WRITE SAME(10), UNMAP          | 41 08                | CCACC | C | R
            UNMAP                          | 42                   | CCACC | C | R
            UNMAP, ANCHOR                  | 42 01                | CCACC | C | R
            SANITIZE, overwrite            | 48 01                | CCACC | C | R
            SANITIZE, block erase          | 48 02                | CCACC | C | R
            SANITIZE, cryptographic erase  | 48 03                | CCACC | C | R
            SANITIZE, exit failure mode    | 48 1f                | CCACC | C | R
            LOG SELECT                     | 4c                   | CCACC | C | R
            LOG SENSE                      | 4d                   | AAAAA | A | A
            MODE SELECT(10)                | 55                   | CCACC | C | R
            MODE SENSE(10)                 | 5a                   | ACAAC | C | R
            READ KEYS                      | 5e 00                | AAAAA | C | R
            READ RESERVATION               | 5e 01                | AAAAA | C | R
            REPORT CAPABILITIES            | 5e 02                | AAAAA | C | R
            READ FULL STATUS               | 5e 03                | AAAAA | C | R
            EXTENDED COPY(LID1)            | 83 00                | CCACC | C | R
            EXTENDED COPY(LID4)            | 83 01                | CCACC | C | R
            POPULATE TOKEN                 | 83 10                | ACAAC | C | R
            WRITE USING TOKEN              | 83 11                | CCACC | C | R
            COPY OPERATION ABORT           | 83 1c                | CCACC | C | R
            RECEIVE COPY STATUS(LID1)      | 84 00                | AAAAA | C | R
            RECEIVE COPY DATA(LID1)        | 84 01                | AAAAA | C | R
            RECEIVE COPY OPERATING PARAMS  | 84 03                | AAAAA | C | R
            RECEIVE COPY FAILURE DETAILS   | 84 04                | AAAAA | C | R
            RECEIVE COPY STATUS(LID4)      | 84 05                | AAAAA | C | R
            RECEIVE COPY DATA(LID4)        | 84 06                | AAAAA | C | R
            RECEIVE ROD TOKEN INFORMATION  | 84 07                | AAAAA | C | R
            REPORT ALL ROD TOKENS          | 84 08                | AAAAA | C | R
            READ(16)                       | 88                   | ACAAC | C | R
            COMPARE AND WRITE              | 89                   | CCACC | C | R
            WRITE(16)                      | 8a                   | CCACC | C | R
            ORWRITE(16)                    | 8b                   | CCACC | C | R
            WRITE AND VERIFY(16)           | 8e                   | CCACC | C | R
            VERIFY(16)                     | 8f                   | ACAAC | C | R
            PRE-FETCH(16)                  | 90                   | ACAAC | C | R
            SYNCHRONIZE CACHE(16)          | 91                   | CCACC | C | R
            WRITE SAME(16)                 | 93                   | CCACC | C | R
            WRITE SAME(16), UNMAP, NDOB    | 93 09                | CCACC | C | R
            READ BUFFER(16)                | 9b                   | ACAAC | C | A
            WRITE ATOMIC(16)               | 9c                   | CCACC | C | R
            READ CAPACITY(16)              | 9e 10                | AAAAA | A | R
            GET LBA STATUS(16)             | 9e 12                | ACAAC | C | R
            REPORT LUNS                    | a0                   | AAAAA | A | A
            REPORT IDENTIFYING INFORMATION | a3 05                | AAAAA | A | R
            REPORT TARGET PORT GROUPS      | a3 0a                | AAAAA | A | A
            RTPG, extended header          | a3 2a                | AAAAA | A | A
            REPORT SUPPORTED OPCODES       | a3 0c                | ACAAC | C | R
            REPORT SUPPORTED TMF           | a3 0d                | ACAAC | C | R
            REPORT TIMESTAMP               | a3 0f                | AAAAA | A | R
            SET IDENTIFYING INFORMATION    | a4 06                | CCACC | C | R
            SET TARGET PORT GROUPS         | a4 0a                | CCACC | C | R
            SET TIMESTAMP                  | a4 0f                | CCACC | C | R
            READ(12)                       | a8                   | ACAAC | C | R
            WRITE(12)                      | aa                   | CCACC | C | R
            WRITE AND VERIFY(12)           | ae                   | CCACC | C | R
            VERIFY(12)                     | af                   | ACAAC | C | R
            READ DEFECT DATA(12)           | b7                   | ACAAC | C | R
            """;

    record Row(String name, Cdb cdb, String verdicts, boolean underReserve, boolean whenLost) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Row> rows() {
        return STANDARD.lines().map(ReservationTableTest::row).toList();
    }

    private static Row row(String line) {
        Iterator<String> cells =
                Pattern.compile("\\|").splitAsStream(line).map(String::strip).iterator();
        return new Row(
                cells.next(),
                cdb(cells.next()),
                cells.next(),
                cells.next().equals("A"),
                cells.next().equals("A"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyTypeFromEveryNexus(Row row) {
        for (ReservationType type : ReservationType.values()) {
            PersistentReservations state = Hosts.reserved(type);
            int open = type.name().startsWith("WRITE") ? 0 : 1;
            boolean shared = type.name().contains("REGISTRANTS");
            boolean held = type.name().contains("ALL_REGISTRANTS");
            char registered = row.verdicts().charAt(shared ? 2 : open);
            char other = row.verdicts().charAt(shared ? 3 + open : open);

            assertAdmission(row, type, state, Hosts.A, 'A');
            assertAdmission(row, type, state, Hosts.B, held ? 'A' : registered);
            assertAdmission(row, type, state, Hosts.C, other);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void withoutAReservationEverybodyMay(Row row) {
        assertAdmission(row, null, PersistentReservations.NONE, Hosts.A, 'A');
        assertAdmission(row, null, Hosts.registered(), Hosts.A, 'A');
        assertAdmission(row, null, Hosts.registered(), Hosts.C, 'A');
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whileAnotherHoldsTheUnitByReserve(Row row) {
        Situation situation = new Situation(PersistentReservations.NONE, Hosts.A);

        assertThat(admitted(situation, Hosts.B, row.cdb())).isEqualTo(row.underReserve());
        assertThat(admitted(situation, Hosts.A, row.cdb()))
                .isEqualTo(row.cdb().operationCode() != 0x5e);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whileReservationsAreLost(Row row) {
        Situation situation = new Situation(PersistentReservations.LOST, null);
        ThrowingCallable admission = () -> situation.admit(Hosts.A, row.cdb());

        if (row.whenLost()) {
            assertThat(Hosts.refusal(admission)).isNull();
        } else {
            assertThat(Hosts.sense(admission).key()).isEqualTo(0x7);
            assertThat(Hosts.sense(admission).asc()).isEqualTo(0x4401);
        }
    }

    @Test
    void reserveReleaseAndPersistentReserveOutDecideForThemselves() {
        for (ReservationType type : ReservationType.values()) {
            Situation situation = new Situation(Hosts.reserved(type), null);
            for (String cdb : List.of("16", "17", "56", "57", "5f 00", "5f 01", "5f 07")) {
                assertThat(admitted(situation, Hosts.C, cdb(cdb))).isTrue();
            }
        }
    }

    @Test
    void persistentReserveOutConflictsWhileTheUnitIsReservedEvenByItself() {
        Situation situation = new Situation(PersistentReservations.NONE, Hosts.A);

        assertThat(admitted(situation, Hosts.A, cdb("5f 00"))).isFalse();
        assertThat(admitted(situation, Hosts.B, cdb("5f 06"))).isFalse();
        assertThat(admitted(situation, Hosts.B, cdb("16"))).isTrue();
        assertThat(admitted(situation, Hosts.B, cdb("57"))).isTrue();
    }

    @Test
    void whileReservationsAreLostOnlyTheirReplacementIsLeftOfPersistentReserveOut() {
        Situation situation = new Situation(PersistentReservations.LOST, null);

        assertThat(Hosts.refusal(() -> situation.admit(Hosts.A, cdb("5f 08")))).isNull();
        assertThat(Hosts.refusal(() -> situation.admit(Hosts.A, cdb("5f 06")))).isNotNull();
        assertThat(Hosts.refusal(() -> situation.admit(Hosts.A, cdb("16")))).isNotNull();
    }

    @Test
    void whatTheTableDoesNotKnowCountsAsAChange() {
        Set<Integer> known = new HashSet<>();
        ReservationTable.ROWS.forEach(row -> known.add(row.operationCode()));
        Situation situation = new Situation(Hosts.reserved(ReservationType.WRITE_EXCLUSIVE), null);
        for (int code = 0; code < 256; code++) {
            if (!known.contains(code)) {
                assertThat(admitted(situation, Hosts.B, cdb("%02x".formatted(code)))).isFalse();
            }
        }
        assertThat(admitted(situation, Hosts.B, cdb("9e 1f"))).isFalse();
        assertThat(admitted(situation, Hosts.B, cdb("a3 1f"))).isFalse();
    }

    @Test
    void everyRowOfTheTableIsInTheMatrix() {
        List<String> untested = new ArrayList<>();
        for (CommandAccess row : ReservationTable.ROWS) {
            if (row.rule() != AccessRule.OWN_RULES
                    && rows().stream()
                            .noneMatch(tested -> ReservationTable.find(tested.cdb()).equals(row))) {
                untested.add(row.name());
            }
        }
        assertThat(untested).isEmpty();
    }

    @Test
    void everyCommandOfTheDeviceServerIsInTheTable() {
        for (int code = 0; code < 256; code++) {
            for (int serviceAction = 0; serviceAction < 32; serviceAction++) {
                Cdb cdb = cdb("%02x %02x".formatted(code, serviceAction));
                if (CommandTable.find(cdb) != null) {
                    assertThat(ReservationTable.ROWS).contains(ReservationTable.find(cdb));
                }
            }
        }
    }

    private static void assertAdmission(
            Row row,
            @Nullable ReservationType type,
            PersistentReservations state,
            Nexus nexus,
            char verdict) {
        assertThat(admitted(new Situation(state, null), nexus, row.cdb()))
                .as("%s under %s from %s", row.name(), type, nexus.initiatorName())
                .isEqualTo(verdict == 'A');
    }

    private static boolean admitted(Situation situation, Nexus nexus, Cdb cdb) {
        Refusal refusal = Hosts.refusal(() -> situation.admit(nexus, cdb));
        if (refusal != null) {
            assertThat(refusal.status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        }
        return refusal == null;
    }

    private static Cdb cdb(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new Cdb(Arrays.copyOf(bytes, 16));
    }
}
