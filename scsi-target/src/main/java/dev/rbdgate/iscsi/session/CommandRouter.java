package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.NexusTransport;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The device server as a session sees it. Tests put scripted ones in its place. */
public interface CommandRouter {

    /** Makes a session's router. */
    @FunctionalInterface
    interface Factory {
        CommandRouter create(Nexus nexus, LunInventory inventory, NexusTransport transport);
    }

    /** Runs a command; it completes the task, possibly before returning. Never throws. */
    void execute(ScsiTask task);

    CompletableFuture<TaskManagement.Response> manage(TaskManagement.Request request);

    /** QUERY ASYNCHRONOUS EVENT. */
    TaskManagement.EventAnswer queryEvents(long lun);

    void replaceInventory(LunInventory inventory);

    /** Commands to these LUNs, as on the wire, ended with the connection that they came in on. */
    void commandsCleared(Set<Long> luns);

    void nexusLost();

    /** The real one. */
    static CommandRouter of(Nexus nexus, LunInventory inventory, NexusTransport transport) {
        return of(new TaskRouter(nexus, inventory, transport));
    }

    /** The real one, made by the caller. */
    static CommandRouter of(TaskRouter router) {
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
            public TaskManagement.EventAnswer queryEvents(long lun) {
                return router.queryEvents(lun);
            }

            @Override
            public void replaceInventory(LunInventory inventory) {
                router.replaceInventory(inventory);
            }

            @Override
            public void commandsCleared(Set<Long> luns) {
                router.commandsCleared(luns);
            }

            @Override
            public void nexusLost() {
                router.nexusLost();
            }
        };
    }
}
