package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.concurrent.CompletableFuture;

/** The device server as a session sees it. Tests put scripted ones in its place. */
public interface CommandRouter {

    /** Makes a session's router. */
    @FunctionalInterface
    interface Factory {
        CommandRouter create(Nexus nexus, LunInventory inventory);
    }

    /** Runs a command; it completes the task, possibly before returning. Never throws. */
    void execute(ScsiTask task);

    CompletableFuture<TaskManagement.Response> manage(TaskManagement.Request request);

    void replaceInventory(LunInventory inventory);

    void nexusLost();

    /** The real one. */
    static CommandRouter of(Nexus nexus, LunInventory inventory) {
        TaskRouter router = new TaskRouter(nexus, inventory);
        return new CommandRouter() {
            @Override
            public void execute(ScsiTask task) {
                router.execute(task);
            }

            @Override
            public CompletableFuture<TaskManagement.Response> manage(
                    TaskManagement.Request request) {
                return router.manage(request);
            }

            @Override
            public void replaceInventory(LunInventory inventory) {
                router.replaceInventory(inventory);
            }

            @Override
            public void nexusLost() {
                router.nexusLost();
            }
        };
    }
}
