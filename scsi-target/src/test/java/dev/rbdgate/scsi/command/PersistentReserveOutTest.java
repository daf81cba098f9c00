package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** PERSISTENT RESERVE OUT (SPC-5 6.17) as nexuses send it to a unit. */
final class PersistentReserveOutTest {

    private static final String WRITE_10 = "2a 00 00 00 00 00 00 00 01 00";
    private static final String READ_10 = "28 00 00 00 00 00 00 00 01 00";

    private final UnitFixture fixture = UnitFixture.create();
    private final TaskRouter other = UnitFixture.routerOf(OTHER_NEXUS, fixture.unit, false);

    private FakeTask reserveOut(String serviceActionAndType, long key, long actionKey) {
        return fixture.run(cdb(serviceActionAndType), list(key, actionKey));
    }

    private FakeTask reserveOutOfOther(String serviceActionAndType, long key, long actionKey) {
        return runOnOther(cdb(serviceActionAndType), list(key, actionKey));
    }

    private FakeTask runOnOther(String cdb, byte[] dataOut) {
        FakeTask task = FakeTask.of(OTHER_NEXUS, cdb).dataOut(dataOut);
        other.execute(task);
        return task;
    }

    private static String cdb(String serviceActionAndType) {
        return "5f " + serviceActionAndType + " 00 00 00 00 00 18 00";
    }

    private static byte[] list(long key, long actionKey) {
        return HexFormat.of().parseHex("%016x%016x%016x".formatted(key, actionKey, 0));
    }

    @Test
    void aReservationKeepsOthersFromWriting() {
        reserveOut("00 00", 0, 1).assertGood();
        assertThat(reserveOut("01 01", 1, 0).assertGood().fullLength()).isEqualTo(24);

        assertThat(runOnOther(WRITE_10, pattern(1, 1)).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        runOnOther(READ_10, new byte[0]).assertGood();
        fixture.run(WRITE_10, pattern(1, 1)).assertGood();
    }

    @Test
    void aConflictIsAStatusWithoutSense() {
        assertThat(reserveOut("01 01", 1, 0).status()).isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }

    @Test
    void thePreemptedAreToldOnceAndThenFencedOut() {
        reserveOut("00 00", 0, 1).assertGood();
        reserveOut("01 05", 1, 0).assertGood();
        reserveOutOfOther("00 00", 0, 2).assertGood();

        reserveOutOfOther("04 05", 2, 1).assertGood();

        fixture.run("00 00 00 00 00 00").assertSense(0x6, 0x2a05);
        fixture.run("00 00 00 00 00 00").assertGood();
        assertThat(fixture.run(WRITE_10, pattern(1, 1)).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        runOnOther(WRITE_10, pattern(1, 1)).assertGood();
    }

    @Test
    void theReleasedAndTheClearedAreTold() {
        reserveOut("00 00", 0, 1).assertGood();
        reserveOutOfOther("00 00", 0, 2).assertGood();
        reserveOut("01 05", 1, 0).assertGood();
        reserveOut("02 05", 1, 0).assertGood();
        runOnOther("00 00 00 00 00 00", new byte[0]).assertSense(0x6, 0x2a04);

        reserveOut("03 00", 1, 0).assertGood();
        runOnOther("00 00 00 00 00 00", new byte[0]).assertSense(0x6, 0x2a03);
        runOnOther("00 00 00 00 00 00", new byte[0]).assertGood();
    }

    @Test
    void aReadOnlyMappingMayRegister() {
        UnitFixture readOnly = UnitFixture.readOnly();

        readOnly.run(cdb("06 00"), list(0, 1)).assertGood();
    }

    @Test
    void aParameterListOfTheWrongLengthIsRefused() {
        fixture.run("5f 00 00 00 00 00 00 00 17 00", new byte[23]).assertSense(0x5, 0x1a00);
        fixture.run("5f 01 01 00 00 00 00 00 19 00", new byte[25]).assertSense(0x5, 0x1a00);
        fixture.run("5f 00 00 00 00 ff ff ff ff 00", new byte[24]).assertSense(0x5, 0x1a00);
        fixture.run("5f 00 00 00 00 00 00 00 00 00").assertSense(0x5, 0x1a00);
    }

    @Test
    void dataOutThatIsShorterThanTheListIsRefused() {
        fixture.run("5f 00 00 00 00 00 00 00 18 00", new byte[16]).assertSense(0x5, 0x1a00);
    }

    @Test
    void fieldsOfTheListArePointedAt() {
        byte[] specifying = list(0, 1);
        specifying[20] = 0x08;

        fixture.run(cdb("06 00"), specifying).assertInvalidFieldInParameterList(20, 3);
    }

    @Test
    void anUndefinedTypeOrServiceActionIsPointedAt() {
        reserveOut("00 00", 0, 1).assertGood();

        reserveOut("01 02", 1, 0).assertInvalidFieldInCdb(2, 3);
        reserveOut("01 11", 1, 0).assertInvalidFieldInCdb(2, 7);
        reserveOut("09 00", 1, 0).assertInvalidFieldInCdb(1, 4);
    }

    @Test
    void aUnitWithoutItsDeviceCannotReserve() {
        fixture.unit.detach();

        reserveOut("00 00", 0, 1).assertSense(0x2, 0x0401);
    }

    @Test
    void reserveAndReleaseAreCompatible() {
        reserveOut("00 00", 0, 1).assertGood();
        assertThat(fixture.run("16 00 00 00 00 00").status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        assertThat(fixture.run("17 00 00 00 00 00").status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);

        reserveOut("01 01", 1, 0).assertGood();
        fixture.run("16 00 00 00 00 00").assertGood();
        fixture.run("57 00 00 00 00 00 00 00 00 00").assertGood();
        assertThat(runOnOther("16 00 00 00 00 00", new byte[0]).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
        assertThat(runOnOther(WRITE_10, pattern(1, 1)).status())
                .isEqualTo(ScsiStatus.RESERVATION_CONFLICT);
    }
}
