package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.command.Access;
import dev.rbdgate.scsi.command.CommandEntry;
import dev.rbdgate.scsi.command.CommandTable;
import dev.rbdgate.scsi.command.Execution;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.copy.CopyDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command for a LUN without a unit of ours. One that is not there (SAM-5 4.7.4) answers INQUIRY,
 * REPORT LUNS and REQUEST SENSE, and refuses everything else 05/25/00. The REPORT LUNS well known
 * logical unit (SPC-5 8.2) answers those and TEST UNIT READY, and knows no other command. It ends
 * before {@link #start} returns.
 */
final class AbsentExecution extends Execution {

    private static final int TEST_UNIT_READY = 0x00;

    private final TaskRouter router;

    AbsentExecution(ScsiTask task, TaskRouter router) {
        super(task);
        this.router = router;
    }

    void start() {
        step(this::run);
    }

    private void run() {
        Cdb cdb = task().cdb();
        CommandEntry entry = CommandTable.find(cdb);
        boolean wellKnown = isWellKnown();
        boolean answered =
                entry != null
                        && (entry.access() == Access.ALWAYS
                                || (wellKnown && cdb.operationCode() == TEST_UNIT_READY));
        if (entry == null || !answered) {
            throw wellKnown
                    ? Refusal.invalidOperationCode(cdb.operationCode())
                    : Refusal.logicalUnitNotSupported();
        }
        entry.decode(cdb).execute(this);
    }

    @Override
    protected boolean isWellKnown() {
        return task().lun() == LunAddress.REPORT_LUNS_WELL_KNOWN;
    }

    @Override
    protected @Nullable UnitContext unitOrNull() {
        return null;
    }

    @Override
    protected List<Integer> reportLuns() {
        return router.reportLuns();
    }

    @Override
    protected CopyDomain copyDomain() {
        throw Refusal.logicalUnitNotSupported();
    }

    @Override
    protected void ended(ScsiStatus status, @Nullable Sense sense) {
        // It was in no task set.
    }

    @Override
    protected boolean mayStart(boolean changes, long byteOffset, long byteCount) {
        throw new AssertionError("no device");
    }

    @Override
    protected void startLater(long byteOffset, long byteCount, Runnable call) {
        throw new AssertionError("no device");
    }
}
