package dev.rbdgate.scsi.unit;

import static dev.rbdgate.scsi.UnitFixture.IDENTITY;
import static dev.rbdgate.scsi.UnitFixture.NEXUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.block.MemoryLogicalUnitState;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.EventAnswer;
import dev.rbdgate.scsi.TaskManagement.Function;
import dev.rbdgate.scsi.TaskManagement.Response;
import dev.rbdgate.scsi.UnitFixture;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskRouterTest {

    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";
    private static final String REPORT_LUNS = "a0 00 00 00 00 00 00 00 10 00 00 00";
    private static final long LUN_1 = 0x0001_0000_0000_0000L;

    private final TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();

    private static LogicalUnit unit() {
        LogicalUnit unit = new LogicalUnit(IDENTITY, UnitOptions.DEFAULT);
        unit.attach(new MemoryBlockDevice(1 << 20), new MemoryLogicalUnitState());
        return unit;
    }

    private TaskRouterTest map(int lun) {
        luns.put(lun, new LunInventory.Mapping(unit(), false));
        return this;
    }

    private LunInventory inventory() {
        return new LunInventory(new TreeMap<>(luns));
    }

    private static FakeTask run(TaskRouter router, String cdb, long lun) {
        FakeTask task = FakeTask.of(NEXUS, cdb).lun(lun);
        router.execute(task);
        return task;
    }

    @Test
    void aNewNexusHearsOfPowerOnOncePerUnit() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).map(1).inventory());

        run(router, TEST_UNIT_READY, 0)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_OR_RESET);
        run(router, TEST_UNIT_READY, 0).assertGood();
        run(router, TEST_UNIT_READY, LUN_1)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_OR_RESET);
        run(router, TEST_UNIT_READY, LUN_1).assertGood();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0x4000_0000_0000_0000L})
    void lunZeroIsReachedInPeripheralAndFlatAddressing(long lun) {
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory());

        assertThat(run(router, "12 00 00 00 24 00", lun).dataIn()[0]).isZero();
    }

    @Test
    void lunsAbove255AreReachedInFlatAddressing() {
        TaskRouter router = new TaskRouter(NEXUS, map(300).map(16383).inventory());

        assertThat(run(router, "12 00 00 00 24 00", 0x412c_0000_0000_0000L).dataIn()[0]).isZero();
        assertThat(run(router, "12 00 00 00 24 00", 0x7fff_0000_0000_0000L).dataIn()[0]).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0x0001000000000000", // not mapped
        "0x0100000000000000", // another bus
        "0x8000000000000000", // logical unit addressing
        "0xc102000000000000", // another well known logical unit
        "0x0000000100000000", // a second level
        "0x0000000000000001",
    })
    void aLunThatIsNotThereIsRefusedAndStillAnswersInquiry(String hexLun) {
        long lun = Long.parseUnsignedLong(hexLun.substring(2), 16);
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory());

        run(router, TEST_UNIT_READY, lun)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
        run(router, "28 00 00 00 00 00 00 00 01 00", lun)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
        run(router, "ff 00 00 00 00 00", lun)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
        assertThat(run(router, "12 00 00 00 24 00", lun).dataIn()[0]).isEqualTo((byte) 0x7f);
        assertThat(run(router, "12 01 00 00 24 00", lun).dataIn())
                .asHexString()
                .isEqualTo("7F00000100");
        run(router, "12 01 80 00 24 00", lun).assertInvalidFieldInCdb(2, -1);
        assertThat(run(router, "03 00 00 00 12 00", lun).dataIn())
                .isEqualTo(HexFormat.of().parseHex("700005000000000a00000000250000000000"));
        assertThat(run(router, REPORT_LUNS, lun).dataIn())
                .isEqualTo(HexFormat.of().parseHex("00000008000000000000000000000000"));
    }

    @Test
    void theReportLunsWellKnownLogicalUnitAnswersFourCommands() {
        long lun = 0xc101_0000_0000_0000L;
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory());

        run(router, TEST_UNIT_READY, lun).assertGood();
        assertThat(run(router, REPORT_LUNS, lun).dataIn())
                .isEqualTo(HexFormat.of().parseHex("00000008000000000000000000000000"));
        assertThat(run(router, "03 00 00 00 12 00", lun).dataIn())
                .isEqualTo(HexFormat.of().parseHex("700000000000000a00000000000000000000"));
        assertThat(run(router, "12 00 00 00 08 00", lun).dataIn())
                .asHexString()
                .isEqualTo("1E0006125B001002");
        assertThat(run(router, "12 01 00 00 24 00", lun).dataIn())
                .asHexString()
                .isEqualTo("1E0000020083");
        byte[] identification = run(router, "12 01 83 01 00 00", lun).dataIn();
        assertThat(identification).startsWith(0x1e, 0x83, 0x00, identification.length - 4);
        assertThat(HexFormat.of().formatHex(identification, 4, 8)).isEqualTo("53980024");
        run(router, "12 01 80 00 24 00", lun).assertInvalidFieldInCdb(2, -1);
        run(router, "28 00 00 00 00 00 00 00 01 00", lun)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_OPERATION_CODE);
        run(router, "ff 00 00 00 00 00", lun)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_OPERATION_CODE);
    }

    @Test
    void anInventoryWithoutLunsReportsNone() {
        TaskRouter router = new TaskRouter(NEXUS, inventory());

        assertThat(run(router, REPORT_LUNS, 0).dataIn()).isEqualTo(new byte[8]);
    }

    @Test
    void aReplacedInventoryIsToldOnceOnEachUnit() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).map(1).inventory());
        run(router, TEST_UNIT_READY, 0);
        run(router, TEST_UNIT_READY, LUN_1);

        router.replaceInventory(map(2).inventory());

        run(router, TEST_UNIT_READY, 0)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.REPORTED_LUNS_CHANGED);
        run(router, TEST_UNIT_READY, 0).assertGood();
        run(router, TEST_UNIT_READY, LUN_1)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.REPORTED_LUNS_CHANGED);
    }

    @Test
    void reportLunsTakesTheInventoryAttentionsOfEveryUnit() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).map(1).inventory());
        run(router, TEST_UNIT_READY, 0);
        run(router, TEST_UNIT_READY, LUN_1);
        router.replaceInventory(map(2).inventory());

        run(router, REPORT_LUNS, 0).assertGood();

        run(router, TEST_UNIT_READY, 0).assertGood();
        run(router, TEST_UNIT_READY, LUN_1).assertGood();
    }

    @Test
    void theSameInventoryAgainIsNotTold() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory());
        run(router, TEST_UNIT_READY, 0);

        router.replaceInventory(inventory());

        run(router, TEST_UNIT_READY, 0).assertGood();
    }

    @Test
    void aRemovedLunIsGoneAtOnce() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).map(1).inventory());
        luns.remove(1);

        router.replaceInventory(inventory());

        run(router, TEST_UNIT_READY, LUN_1)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
    }

    @Test
    void afterTheLossOfTheNexusNothingIsReached() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory());

        router.nexusLost();
        router.replaceInventory(inventory());

        run(router, TEST_UNIT_READY, 0)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Function.class,
            names = {"ABORT_TASK_SET", "CLEAR_TASK_SET", "LOGICAL_UNIT_RESET", "QUERY_TASK_SET"})
    void functionsOnALunThatIsNotThereNameTheLun(Function function) {
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory());

        assertThat(router.manage(new TaskManagement.Request(function, LUN_1, null)).join())
                .isEqualTo(Response.INCORRECT_LUN);
    }

    @Test
    void thereIsNoAcaToClear() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory());

        assertThat(router.manage(new TaskManagement.Request(Function.CLEAR_ACA, 0, null)).join())
                .isEqualTo(Response.FUNCTION_NOT_SUPPORTED);
    }

    @Test
    void queryAsynchronousEventTellsTheFirstConditionAndHowManyWait() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).map(1).inventory());

        assertThat(router.queryEvents(0))
                .isEqualTo(new EventAnswer(Response.FUNCTION_SUCCEEDED, 0x162900));
        router.replaceInventory(map(2).inventory());
        assertThat(router.queryEvents(0))
                .isEqualTo(new EventAnswer(Response.FUNCTION_SUCCEEDED, 0x262900));
        run(router, TEST_UNIT_READY, 0)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_OR_RESET);
        assertThat(router.queryEvents(0))
                .isEqualTo(new EventAnswer(Response.FUNCTION_SUCCEEDED, 0x163f0e));
        run(router, REPORT_LUNS, 0).assertGood();
        assertThat(router.queryEvents(0)).isEqualTo(new EventAnswer(Response.FUNCTION_COMPLETE, 0));
        assertThat(router.queryEvents(0x0007_0000_0000_0000L))
                .isEqualTo(new EventAnswer(Response.INCORRECT_LUN, 0));
    }

    @Test
    void aChangedInventoryIsAnnouncedOnceOnTheLowestLunThatIsLeft() {
        RecordingTransport transport = new RecordingTransport();
        TaskRouter router = new TaskRouter(NEXUS, map(300).map(301).inventory(), transport);

        router.replaceInventory(map(302).inventory());
        router.replaceInventory(inventory());
        luns.clear();
        router.replaceInventory(inventory());

        assertThat(transport.events)
                .containsExactly("412c000000000000 6/3f0e", "0000000000000000 6/3f0e");
    }

    @Test
    void aChangedCapacityIsAnnouncedOnEveryLunOfTheUnitAndNowhereElse() {
        MemoryBlockDevice device = new MemoryBlockDevice(1 << 20);
        LogicalUnit unit = new LogicalUnit(IDENTITY, UnitOptions.DEFAULT);
        unit.attach(device, new MemoryLogicalUnitState());
        luns.put(3, new LunInventory.Mapping(unit, false));
        RecordingTransport transport = new RecordingTransport();
        TaskRouter router = new TaskRouter(NEXUS, map(4).inventory(), transport);

        device.resize(2 << 20);

        assertThat(transport.events).containsExactly("0003000000000000 6/2a09");
        run(router, TEST_UNIT_READY, 3L << 48)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_OR_RESET);
        run(router, TEST_UNIT_READY, 3L << 48)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.CAPACITY_CHANGED);
    }

    @Test
    void commandsThatEndedWithTheirConnectionAreToldOnTheirUnits() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).map(1).inventory());
        run(router, TEST_UNIT_READY, 0);
        run(router, TEST_UNIT_READY, LUN_1);

        router.commandsCleared(Set.of(LUN_1, 7L << 48));

        run(router, TEST_UNIT_READY, 0).assertGood();
        run(router, TEST_UNIT_READY, LUN_1)
                .assertSense(
                        SenseKey.UNIT_ATTENTION, AdditionalSense.COMMANDS_CLEARED_BY_ISCSI_EVENT);
    }

    @Test
    void whatOtherInitiatorsDoIsNotAnnounced() {
        RecordingTransport transport = new RecordingTransport();
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory(), transport);
        TaskRouter other = new TaskRouter(UnitFixture.OTHER_NEXUS, inventory());

        other.manage(new TaskManagement.Request(Function.LOGICAL_UNIT_RESET, 0, null)).join();

        run(router, TEST_UNIT_READY, 0)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.POWER_ON_OR_RESET);
        run(router, TEST_UNIT_READY, 0)
                .assertSense(SenseKey.UNIT_ATTENTION, AdditionalSense.BUS_DEVICE_RESET);
        assertThat(transport.events).isEmpty();
    }

    /** Carries everything and writes down what it is told. */
    private static final class RecordingTransport implements NexusTransport {
        private final List<String> events = new ArrayList<>();

        @Override
        public boolean carriesQueries() {
            return true;
        }

        @Override
        public void asynchronousEvent(long lun, Sense sense) {
            events.add("%016x %x/%04x".formatted(lun, sense.key(), sense.asc()));
        }
    }

    @Test
    void abortTaskWithoutATaskDoesNotExist() {
        TaskRouter router = new TaskRouter(NEXUS, map(0).inventory());

        assertThat(router.manage(new TaskManagement.Request(Function.ABORT_TASK, 0, null)).join())
                .isEqualTo(Response.TASK_DOES_NOT_EXIST);
    }
}
