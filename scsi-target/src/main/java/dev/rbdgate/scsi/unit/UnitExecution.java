package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.command.Command;
import dev.rbdgate.scsi.command.CommandEntry;
import dev.rbdgate.scsi.command.CommandTable;
import dev.rbdgate.scsi.command.Execution;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.copy.CopyDomain;
import dev.rbdgate.scsi.log.Traffic;
import dev.rbdgate.scsi.log.UnitCounters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command in the task set of its unit. */
final class UnitExecution extends Execution {

    private final UnitPath path;

    /** Its place in the task set, and what the set knows of it. Guarded by the task set. */
    final TaskSet.Place place = new TaskSet.Place(this);

    /**
     * The bytes that this command changes or has changed, first and behind the last. Written before
     * {@link #changing} by the thread that runs the command, read after it by one that aborts.
     */
    private long changeStart = Long.MAX_VALUE;

    private long changeEnd;
    private volatile boolean changing;

    /** What was let pass, for the log pages; written before it runs. */
    private @Nullable Command command;

    /** Whether it may use the medium; written before it is looked whether it may. */
    private volatile boolean usingMedium;

    UnitExecution(ScsiTask task, UnitPath path) {
        super(task);
        this.path = path;
    }

    UnitPath path() {
        return path;
    }

    /** Admits and runs the command. */
    void start() {
        if (task().isAborted()) {
            abandon();
            return;
        }
        CommandEntry entry = CommandTable.find(task().cdb(), path);
        usingMedium = entry != null && entry.access().needsMedium();
        step(() -> {
            Command admitted = Admission.admit(path, entry, task().cdb(), task().attribute());
            command = admitted;
            admitted.execute(this);
        });
    }

    private void count(ScsiStatus status, @Nullable Sense sense) {
        Command ran = command;
        Traffic traffic = ran == null ? Traffic.NONE : ran.traffic();
        UnitCounters counters = path.parts().counters();
        if (sense != null) {
            counters.failed(traffic, sense.key());
        } else if (ran != null && status == ScsiStatus.GOOD && traffic != Traffic.NONE) {
            long blocks = ran.trafficBlocks();
            counters.done(traffic, blocks, blocks * path.blockBytes(), task().elapsedNanos());
        }
    }

    /** It is a part of a copy, which is admitted next. */
    void useMedium() {
        usingMedium = true;
    }

    /** Whether it was let pass as a command that needs the medium, or is about to be. */
    boolean isUsingMedium() {
        return usingMedium;
    }

    /** Whether the device has been asked to change bytes. */
    boolean isChanging() {
        return changing;
    }

    boolean changes(long byteOffset, long byteCount) {
        return byteOffset < changeEnd && changeStart < byteOffset + byteCount;
    }

    @Override
    protected boolean isWellKnown() {
        return false;
    }

    @Override
    protected @Nullable UnitContext unitOrNull() {
        return path;
    }

    @Override
    protected List<Integer> reportLuns() {
        return path.router().reportLuns();
    }

    @Override
    protected CopyDomain copyDomain() {
        return new CopySession(path);
    }

    @Override
    protected void ended(ScsiStatus status, @Nullable Sense sense) {
        count(status, sense);
        path.unit().tasks().leave(this);
    }

    @Override
    protected boolean mayStart(boolean changes, long byteOffset, long byteCount) {
        if (changes && byteCount > 0) {
            changeStart = Math.min(changeStart, byteOffset);
            changeEnd = Math.max(changeEnd, byteOffset + byteCount);
            changing = true;
            path.unit().copies().changed(byteOffset, byteCount);
        }
        return path.unit().tasks().isFree(this, byteOffset, byteCount);
    }

    @Override
    protected void startLater(long byteOffset, long byteCount, Runnable call) {
        path.unit().tasks().defer(this, byteOffset, byteCount, call);
    }
}
