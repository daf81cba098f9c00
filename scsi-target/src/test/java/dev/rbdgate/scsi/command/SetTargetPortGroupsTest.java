package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.UnitFixture.bytes;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.alua.AccessState;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Through a target with the ports 1 and 2; another host reaches the unit through port 2. */
final class SetTargetPortGroupsTest {

    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";
    private static final Nexus PORT_1 = UnitFixture.NEXUS;
    private static final Nexus PORT_2 =
            new Nexus("iqn.2026-11.test:other", 2, PORT_1.targetName(), 2);

    private final UnitFixture fixture = UnitFixture.create();
    private final TaskRouter first = router(PORT_1);
    private final TaskRouter second = router(PORT_2);

    private TaskRouter router(Nexus nexus) {
        LunInventory inventory =
                new LunInventory(
                        UnitFixture.inventory(fixture.unit, false).luns(),
                        new TreeSet<>(Set.of(1, 2)));
        TaskRouter router = new TaskRouter(nexus, inventory);
        router.execute(FakeTask.of(nexus, TEST_UNIT_READY));
        return router;
    }

    private static FakeTask run(TaskRouter router, Nexus nexus, String cdb, byte[] data) {
        FakeTask task = FakeTask.of(nexus, cdb).dataOut(data);
        router.execute(task);
        return task;
    }

    private FakeTask onFirst(String cdb) {
        return run(first, PORT_1, cdb, new byte[0]);
    }

    private FakeTask onSecond(String cdb) {
        return run(second, PORT_2, cdb, new byte[0]);
    }

    private FakeTask set(String descriptors) {
        byte[] list = bytes("00000000" + descriptors);
        return run(first, PORT_1, "a4 0a 00 00 00 00 %08x 00 00".formatted(list.length), list);
    }

    private void assertSecondIsTold() {
        onSecond(TEST_UNIT_READY)
                .assertSense(
                        SenseKey.UNIT_ATTENTION, AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
    }

    @Test
    void statesAreReportedWithTheirCauseAndToldToTheOtherNexuses() {
        set("01 00 0001 02 00 0002").assertGood();

        assertThat(onFirst("a3 0a 00 00 00 00 00 00 01 00 00 00").dataIn())
                .isEqualTo(
                        bytes(
                                "00000018 01 0f 0001 00 01 00 01 0000 0001"
                                        + "02 0f 0002 00 01 00 01 0000 0002"));
        onFirst(TEST_UNIT_READY).assertGood();
        assertSecondIsTold();
    }

    @Test
    void theSameStateAgainIsNotTold() {
        set("00 00 0001 00 00 0002").assertGood();

        onSecond(TEST_UNIT_READY).assertGood();
    }

    @ParameterizedTest
    @CsvSource({"02, 040b", "03, 040c"})
    void aGroupInStandbyOrUnavailableReachesNoData(String state, String sense) {
        set(state + " 00 0002").assertGood();
        assertSecondIsTold();

        for (String cdb :
                new String[] {
                    TEST_UNIT_READY,
                    "28 00 00 00 00 00 00 00 01 00",
                    "25 00 00 00 00 00 00 00 00 00",
                    "16 00 00 00 00 00",
                    "ff 00 00 00 00 00"
                }) {
            onSecond(cdb).assertSense(SenseKey.NOT_READY, Integer.parseInt(sense, 16));
        }
        run(second, PORT_2, "2a 00 00 00 00 00 00 00 01 00", pattern(1, 1))
                .assertSense(SenseKey.NOT_READY, Integer.parseInt(sense, 16));
        onFirst("28 00 00 00 00 00 00 00 01 00").assertGood();
        onSecond("12 00 00 00 24 00").assertGood();
        onSecond("03 00 00 00 12 00").assertGood();
        onSecond("a0 00 00 00 00 00 00 00 10 00 00 00").assertGood();
        onSecond("a3 0a 00 00 00 00 00 00 01 00 00 00").assertGood();
        run(second, PORT_2, "3b 0a 00 00 00 00 00 00 01 00", new byte[1]).assertGood();
        onSecond("3c 0a 00 00 00 00 00 00 01 00").assertGood();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1a 00 3f 00 ff 00",
                "5e 00 00 00 00 00 00 00 08 00",
                "1d 00 00 00 00 00",
                "a3 0c 01 00 00 00 00 00 00 ff 00 00"
            })
    void standbyProcessesWhatTellsOfTheUnitAndUnavailableDoesNot(String cdb) {
        set("02 00 0002").assertGood();
        assertSecondIsTold();
        onSecond(cdb).assertGood();

        set("03 00 0002").assertGood();
        assertSecondIsTold();
        onSecond(cdb)
                .assertSense(SenseKey.NOT_READY, AdditionalSense.TARGET_PORT_IN_UNAVAILABLE_STATE);
    }

    @Test
    void aGroupThatIsUnavailableCanBringItselfBack() {
        set("03 00 0001").assertGood();

        set("00 00 0001").assertGood();

        onFirst(TEST_UNIT_READY).assertGood();
    }

    @Test
    void theGatewayCanChangeAStateAndTellsEveryNexus() {
        fixture.unit.changeAccessStates(
                PORT_1.targetName(), Map.of(2, AccessState.ACTIVE_NON_OPTIMIZED));

        onFirst(TEST_UNIT_READY)
                .assertSense(
                        SenseKey.UNIT_ATTENTION, AdditionalSense.ASYMMETRIC_ACCESS_STATE_CHANGED);
        assertSecondIsTold();
        assertThat(onSecond("a3 0a 00 00 00 00 00 00 01 00 00 00").dataIn())
                .endsWith(bytes("01 0f 0002 00 02 00 01 0000 0002"));
    }

    @ParameterizedTest
    @CsvSource({
        "0e 00 0001, 4, 3", // offline is not offered
        "0f 00 0001, 4, 3", // transitioning
        "00 00 0001 00 00 0003, 10, -1", // no such group
        "00 00 0001 02 00 0001, 10, -1", // the same group twice
    })
    void aListThatIsRefusedChangesNothing(String list, int byteOffset, int bit) {
        set(list).assertInvalidFieldInParameterList(byteOffset, bit);

        onFirst(TEST_UNIT_READY).assertGood();
        onSecond(TEST_UNIT_READY).assertGood();
    }

    @Test
    void anEmptyListIsGoodAndATruncatedOneIsNot() {
        onFirst("a4 0a 00 00 00 00 00 00 00 00 00 00").assertGood();
        set("").assertGood();
        set("00 00")
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        run(first, PORT_1, "a4 0a 00 00 00 00 00 00 00 08 00 00", new byte[4])
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        onFirst("a4 0a 00 00 00 00 7f ff ff fc 00 00")
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
}
