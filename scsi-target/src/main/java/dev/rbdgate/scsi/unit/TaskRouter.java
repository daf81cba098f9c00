package dev.rbdgate.scsi.unit;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.Response;
import dev.rbdgate.scsi.context.UnitAttention;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One I_T nexus's way to its logical units (SAM-5 4.6.7): routes commands and task management
 * functions by LUN, and answers for LUNs that are not there. One instance per session.
 */
public final class TaskRouter {

    /**
     * How long a task management function waits for the storage to finish with aborted commands.
     * Linux gives ABORT TASK 15 s. What has not ended by then keeps its buffers and its blocks.
     */
    public static final int ABORT_LIMIT_SECONDS = 5;

    private final Nexus nexus;
    private final NexusTransport transport;

    /** Runs a task when {@link #ABORT_LIMIT_SECONDS} are over. */
    private final Executor afterAbortLimit;

    /** By LUN, ascending. Never changed, only replaced, by a holder of this object's monitor. */
    private volatile TreeMap<Integer, UnitPath> paths = new TreeMap<>();

    /** Relative port identifiers of the nexus's target. */
    private volatile SortedSet<Integer> targetPorts = Collections.emptySortedSet();

    /** Paths that were taken away while they had commands. Guarded by this. */
    private final List<UnitPath> retired = new ArrayList<>();

    /** Whether the session is gone. Guarded by this. */
    private boolean lost;

    public TaskRouter(Nexus nexus, LunInventory inventory) {
        this(nexus, inventory, NexusTransport.PLAIN);
    }

    public TaskRouter(Nexus nexus, LunInventory inventory, NexusTransport transport) {
        this(
                nexus,
                inventory,
                transport,
                CompletableFuture.delayedExecutor(ABORT_LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    /**
     * @param afterAbortLimit runs a task when {@link #ABORT_LIMIT_SECONDS} are over
     */
    public TaskRouter(
            Nexus nexus,
            LunInventory inventory,
            NexusTransport transport,
            Executor afterAbortLimit) {
        this.nexus = nexus;
        this.transport = transport;
        this.afterAbortLimit = afterAbortLimit;
        replacePaths(inventory);
    }

    Nexus nexus() {
        return nexus;
    }

    NexusTransport transport() {
        return transport;
    }

    SortedSet<Integer> targetPorts() {
        return targetPorts;
    }

    /** The units that this nexus reaches, by ascending LUN. */
    Collection<UnitPath> paths() {
        return paths.values();
    }

    /** The LUNs in ascending order; their change is thereby known to this nexus. */
    List<Integer> reportLuns() {
        Map<Integer, UnitPath> current = paths;
        current.values().forEach(path -> path.attentions().clear(UnitAttention.LUNS_CHANGED));
        return List.copyOf(current.keySet());
    }

    /** Replaces what this nexus may reach; raises REPORTED LUNS DATA HAS CHANGED (3F/0E). */
    public void replaceInventory(LunInventory inventory) {
        if (replacePaths(inventory)) {
            TreeMap<Integer, UnitPath> current = paths;
            current.values().forEach(path -> path.attentions().raise(UnitAttention.LUNS_CHANGED));
            // One message for all units; without any there is still the initiator to be told.
            Map.Entry<Integer, UnitPath> first = current.firstEntry();
            if (first == null) {
                transport.asynchronousEvent(0, UnitAttention.LUNS_CHANGED.sense());
            } else {
                announce(first.getKey(), first.getValue(), UnitAttention.LUNS_CHANGED);
            }
        }
    }

    /** Tells the initiator now of what waits on a path of this nexus. */
    void announce(UnitPath path, UnitAttention attention) {
        paths.forEach((lun, known) -> {
            if (known == path) {
                announce(lun, path, attention);
            }
        });
    }

    private void announce(int lun, UnitPath path, UnitAttention attention) {
        boolean descriptorFormat = path.modeState().descriptorSense();
        transport.asynchronousEvent(
                LunAddress.encode(lun), attention.sense().withDescriptorFormat(descriptorFormat));
    }

    /** Returns whether anything changed. */
    private synchronized boolean replacePaths(LunInventory inventory) {
        if (lost) {
            return false;
        }
        targetPorts = inventory.targetPorts();
        TreeMap<Integer, UnitPath> before = paths;
        TreeMap<Integer, UnitPath> after = new TreeMap<>();
        inventory
                .luns()
                .forEach((lun, mapping) -> {
                    UnitPath known = before.get(lun);
                    after.put(
                            lun, known != null && known.isFor(mapping) ? known : newPath(mapping));
                });
        paths = after;
        before.forEach((lun, path) -> {
            if (after.get(lun) != path) {
                retire(path);
            }
        });
        return !before.equals(after);
    }

    private UnitPath newPath(LunInventory.Mapping mapping) {
        UnitPath path = new UnitPath(this, mapping.unit(), mapping.readOnly());
        mapping.unit().join(path);
        return path;
    }

    private void retire(UnitPath path) {
        path.unit().part(path);
        retired.add(path);
        retired.removeIf(old -> !old.unit().hasTasksOf(old));
    }

    private @Nullable UnitPath path(long lun) {
        return paths.get(LunAddress.decode(lun));
    }

    /** Runs a command; it completes the task, possibly before returning. Never throws. */
    public void execute(ScsiTask task) {
        UnitPath path = path(task.lun());
        if (path == null) {
            new AbsentExecution(task, this).start();
        } else {
            path.unit().execute(task, path);
        }
    }

    /** Runs a task management function other than ABORT TASK's search, which is the session's. */
    public CompletableFuture<TaskManagement.Response> manage(TaskManagement.Request request) {
        Set<ScsiTask> later = request.later();
        return switch (request.function()) {
            case ABORT_TASK -> abortTask(request.task());
            case ABORT_TASK_SET -> onUnit(request, path -> path.unit().abortTasksOf(path, later));
            case CLEAR_TASK_SET -> onUnit(request, path -> path.unit().clearTasks(path, later));
            case LOGICAL_UNIT_RESET -> onUnit(request, path -> path.unit().reset(later));
            case TARGET_WARM_RESET, TARGET_COLD_RESET ->
                    onEveryUnit(path -> path.unit().reset(later));
            case I_T_NEXUS_RESET -> onEveryUnit(path -> resetNexus(path, later));
            case QUERY_TASK -> completed(queryTask(request.task()));
            case QUERY_TASK_SET -> completed(queryTaskSet(request.lun()));
            // There is no ACA to clear.
            case CLEAR_ACA -> completed(Response.FUNCTION_NOT_SUPPORTED);
        };
    }

    /** QUERY ASYNCHRONOUS EVENT: what waits for this nexus's next command to a unit. */
    public TaskManagement.EventAnswer queryEvents(long lun) {
        UnitPath path = path(lun);
        if (path == null) {
            return new TaskManagement.EventAnswer(Response.INCORRECT_LUN, 0);
        }
        int waiting = path.attentions().describe();
        return new TaskManagement.EventAnswer(
                waiting == 0 ? Response.FUNCTION_COMPLETE : Response.FUNCTION_SUCCEEDED, waiting);
    }

    /** The transport has ended commands to these LUNs, as on the wire (RFC 7143 7.1.4). */
    public void commandsCleared(Set<Long> luns) {
        for (long lun : luns) {
            UnitPath path = path(lun);
            if (path != null) {
                path.raise(UnitAttention.COMMANDS_CLEARED_BY_TRANSPORT);
            }
        }
    }

    /** The session is gone: aborts the nexus's tasks and forgets its unit attentions. */
    public synchronized void nexusLost() {
        lost = true;
        List<UnitPath> gone = new ArrayList<>(paths.values());
        paths = new TreeMap<>();
        for (UnitPath path : gone) {
            path.unit().part(path);
            path.unit().nexusLost(nexus);
        }
        gone.addAll(retired);
        retired.clear();
        for (UnitPath path : gone) {
            // Nobody waits for the end: the task set keeps the blocks until then.
            var _ = path.unit().abortTasksOf(path);
        }
    }

    private CompletableFuture<Response> abortTask(@Nullable ScsiTask task) {
        UnitPath path = task == null ? null : path(task.lun());
        CompletableFuture<Void> ended =
                path == null || task == null ? null : path.unit().abortTask(task);
        return ended == null ? completed(Response.TASK_DOES_NOT_EXIST) : limited(ended);
    }

    private CompletableFuture<Response> onUnit(
            TaskManagement.Request request, Function<UnitPath, CompletableFuture<Void>> function) {
        UnitPath path = path(request.lun());
        return path == null ? completed(Response.INCORRECT_LUN) : limited(function.apply(path));
    }

    private CompletableFuture<Response> onEveryUnit(
            Function<UnitPath, CompletableFuture<Void>> function) {
        return limited(
                CompletableFuture.allOf(
                        paths.values().stream()
                                .map(function)
                                .toArray(CompletableFuture<?>[]::new)));
    }

    private CompletableFuture<Void> resetNexus(UnitPath path, Set<ScsiTask> later) {
        CompletableFuture<Void> ended = path.unit().abortTasksOf(path, later);
        path.unit().nexusLost(nexus);
        path.attentions().raise(UnitAttention.NEXUS_LOSS);
        return ended;
    }

    private Response queryTask(@Nullable ScsiTask task) {
        UnitPath path = task == null ? null : path(task.lun());
        boolean present = path != null && task != null && path.unit().has(task);
        return present ? Response.FUNCTION_SUCCEEDED : Response.FUNCTION_COMPLETE;
    }

    private Response queryTaskSet(long lun) {
        UnitPath path = path(lun);
        if (path == null) {
            return Response.INCORRECT_LUN;
        }
        return path.unit().hasTasksOf(path)
                ? Response.FUNCTION_SUCCEEDED
                : Response.FUNCTION_COMPLETE;
    }

    private CompletableFuture<Response> limited(CompletableFuture<Void> ended) {
        CompletableFuture<Response> answer = ended.thenApply(_ -> Response.FUNCTION_COMPLETE);
        if (!answer.isDone()) {
            afterAbortLimit.execute(() -> answer.complete(Response.FUNCTION_COMPLETE));
        }
        return answer;
    }

    private static CompletableFuture<Response> completed(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
