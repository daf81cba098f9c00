package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.TaskManagement;
import java.util.concurrent.CompletableFuture;

/**
 * One I_T nexus's way to its logical units (SAM-5 4.6.7): routes commands and task management
 * functions by LUN, and answers for LUNs that are not there. One instance per session.
 */
public final class TaskRouter {

    public TaskRouter(Nexus nexus, LunInventory inventory) {
        throw new UnsupportedOperationException();
    }

    /** Replaces what this nexus may reach; raises REPORTED LUNS DATA HAS CHANGED (3F/0E). */
    public void replaceInventory(LunInventory inventory) {
        throw new UnsupportedOperationException();
    }

    /** Runs a command; it completes the task, possibly before returning. Never throws. */
    public void execute(ScsiTask task) {
        throw new UnsupportedOperationException();
    }

    /** Runs a task management function other than ABORT TASK's search, which is the session's. */
    public CompletableFuture<TaskManagement.Response> manage(TaskManagement.Request request) {
        throw new UnsupportedOperationException();
    }

    /** The session is gone: aborts the nexus's tasks and forgets its unit attentions. */
    public void nexusLost() {
        throw new UnsupportedOperationException();
    }
}
