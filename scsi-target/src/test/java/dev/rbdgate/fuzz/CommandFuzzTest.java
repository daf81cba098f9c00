package dev.rbdgate.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.util.HexFormat;

/**
 * Any CDB with any parameter list, from two nexuses in turn: each is answered once, a refusal is
 * the initiator's fault and never a defect of ours, and the unit answers afterwards as before.
 */
final class CommandFuzzTest {

    private static final int MAX_COMMANDS = 6;
    private static final int MAX_DATA_OUT = 1024;
    private static final int MAX_CDB = 32;
    private static final String TEST_UNIT_READY = "00 00 00 00 00 00";

    @FuzzTest(maxDuration = "10m")
    void anyCommandIsAnsweredOnceAndBreaksNothing(FuzzedDataProvider input) {
        UnitFixture unit =
                switch (input.consumeInt(0, 3)) {
                    case 0 -> UnitFixture.create();
                    case 1 -> UnitFixture.removable();
                    case 2 -> UnitFixture.readOnly();
                    default -> UnitFixture.create(new UnitOptions(4096, true, true, false));
                };
        for (int count = 0; count < MAX_COMMANDS && input.remainingBytes() > 0; count++) {
            boolean other = input.consumeBoolean();
            byte[] dataOut = input.consumeBytes(input.consumeInt(0, MAX_DATA_OUT));
            long room = input.consumeInt(0, 1 << 20);
            byte[] cdb = input.consumeBytes(MAX_CDB);
            if (cdb.length == 0) {
                return;
            }
            String hex = HexFormat.of().formatHex(cdb);
            FakeTask task =
                    FakeTask.of(other ? UnitFixture.OTHER_NEXUS : UnitFixture.NEXUS, hex)
                            .dataOut(dataOut)
                            .expectedDataIn(room);
            (other ? unit.otherRouter() : unit.router).execute(task);
            if (task.isCompleted()) {
                check(hex, task);
            }
        }
        FakeTask last = unit.run(TEST_UNIT_READY);
        if (!last.isCompleted()) {
            throw new AssertionError("TEST UNIT READY is not answered");
        }
    }

    private static void check(String cdb, FakeTask task) {
        if (task.status() != ScsiStatus.CHECK_CONDITION) {
            return;
        }
        int key = task.sense().key();
        if (key == SenseKey.HARDWARE_ERROR || key == SenseKey.MEDIUM_ERROR) {
            throw new AssertionError(cdb + ": " + task.sense());
        }
    }
}
