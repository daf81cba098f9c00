package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.TaskAttribute;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for memory or for the socket, in their order. Of SIMPLE ones the priority decides
 * who goes first (SAM-5 8.7), and no task passes one of another attribute. Its length is bounded by
 * the command window.
 */
final class WaitingTasks {

    /** Priority of commands that give none, which SAM-5 leaves open: in the middle of 1 to 15. */
    private static final int DEFAULT_PRIORITY = 8;

    private final boolean usesPriority;
    private final Deque<Task> tasks = new ArrayDeque<>();

    /**
     * @param usesPriority whether commands carry a priority (RFC 7144 5.1)
     */
    WaitingTasks(boolean usesPriority) {
        this.usesPriority = usesPriority;
    }

    void add(Task task) {
        tasks.add(task);
    }

    void remove(Task task) {
        tasks.remove(task);
    }

    /** The one that is to go next, or null. */
    @Nullable Task next() {
        Task first = tasks.peek();
        if (!usesPriority || first == null || first.attribute() != TaskAttribute.SIMPLE) {
            return first;
        }
        Task best = first;
        Iterator<Task> each = tasks.iterator();
        while (each.hasNext()) {
            Task task = each.next();
            if (task.attribute() != TaskAttribute.SIMPLE) {
                break;
            }
            if (priority(task) < priority(best)) {
                best = task;
            }
        }
        return best;
    }

    private static int priority(Task task) {
        int given = task.command().priority();
        return given == 0 ? DEFAULT_PRIORITY : given;
    }
}
