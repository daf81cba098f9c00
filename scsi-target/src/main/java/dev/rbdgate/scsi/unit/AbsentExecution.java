package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.command.Access;
import dev.rbdgate.scsi.command.CommandEntry;
import dev.rbdgate.scsi.command.CommandTable;
import dev.rbdgate.scsi.command.Execution;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.copy.CopyDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command for a LUN that is not there (SAM-5 4.7.4): INQUIRY, REPORT LUNS and REQUEST SENSE have
 * an answer, everything else is refused 05/25/00. It ends before {@link #start} returns.
 */
final class AbsentExecution extends Execution {

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
        if (entry == null || entry.access() != Access.ALWAYS) {
            throw Refusal.logicalUnitNotSupported();
        }
        entry.decode(cdb).execute(this);
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
    protected void ended() {
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
