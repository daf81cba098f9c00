package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.RejectReason;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The initiator task tags in use in a session, and the places that their tasks take. */
final class TaskTags {

    /** Immediate commands that may run besides those of the window. */
    static final int MAX_IMMEDIATE_TASKS = 64;

    private final CommandWindow window;
    private final IntObjectMap<Task> byTag = new IntObjectHashMap<>();
    private int immediateTasks;

    TaskTags(CommandWindow window) {
        this.window = window;
    }

    /** Why a command cannot be taken at all, if so. */
    Optional<RejectReason> check(ScsiCommand command) {
        if (byTag.containsKey(command.initiatorTaskTag())) {
            return Optional.of(RejectReason.TASK_IN_PROGRESS);
        }
        if (command.immediate() && immediateTasks >= MAX_IMMEDIATE_TASKS) {
            return Optional.of(RejectReason.TOO_MANY_IMMEDIATE_COMMANDS);
        }
        boolean dataWithoutWrite = command.data().isReadable() || !command.isFinal();
        return command.initiatorTaskTag() == Bhs.NO_TAG
                        || !Task.isAttribute(command.attribute())
                        || (dataWithoutWrite && !command.write())
                ? Optional.of(RejectReason.INVALID_PDU_FIELD)
                : Optional.empty();
    }

    /** Takes in the task of a command that passed {@link #check}. */
    void enter(Task task) {
        byTag.put(task.command().initiatorTaskTag(), task);
        if (task.command().immediate()) {
            immediateTasks++;
        } else {
            window.started();
        }
    }

    @Nullable Task find(int initiatorTaskTag) {
        return byTag.get(initiatorTaskTag);
    }

    List<Task> chosen(Predicate<Task> which) {
        List<Task> chosen = new ArrayList<>(byTag.values());
        chosen.removeIf(which.negate());
        return chosen;
    }

    /** Makes a task's tag free; its place is taken until it {@link #leave}s. */
    void free(Task task) {
        if (byTag.get(task.command().initiatorTaskTag()) == task) {
            byTag.remove(task.command().initiatorTaskTag());
        }
    }

    /** Gives back the task's place before its response is sent, which tells the initiator so. */
    void leave(Task task) {
        if (!task.leave()) {
            return;
        }
        free(task);
        if (task.command().immediate()) {
            immediateTasks--;
        } else {
            window.ended();
        }
    }
}
