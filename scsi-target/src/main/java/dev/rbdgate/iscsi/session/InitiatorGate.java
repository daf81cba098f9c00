package dev.rbdgate.iscsi.session;

import dev.rbdgate.block.Throttle;
import dev.rbdgate.block.Throttle.Direction;
import dev.rbdgate.block.Throttle.Ticket;
import dev.rbdgate.scsi.TaskAttribute;
import dev.rbdgate.scsi.meter.CommandKind;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Holds a session's reads and writes back by the limits of its initiator. What is held back has not
 * started: whoever aborts it simply takes it out. Other commands pass by, as far as task attributes
 * let them: an ORDERED one passes none and is passed by none (SAM-5 8.9). Belongs to the session's
 * event loop.
 */
final class InitiatorGate {

    private final Throttle throttle;
    private final Consumer<Runnable> eventLoop;
    private final Consumer<Task> resumed;
    private final Map<Task, Ticket> held = new HashMap<>();
    private int heldOrdered;

    /**
     * @param eventLoop runs an action on the session's event loop
     * @param resumed goes on with a task that was held back
     */
    InitiatorGate(Throttle throttle, Consumer<Runnable> eventLoop, Consumer<Task> resumed) {
        this.throttle = throttle;
        this.eventLoop = eventLoop;
        this.resumed = resumed;
    }

    /** Whether a task's attribute lets it go on while others are held back. */
    boolean mayPass(Task task) {
        return held.isEmpty()
                || switch (task.attribute()) {
                    case HEAD_OF_QUEUE -> true;
                    case ORDERED -> false;
                    case UNTAGGED, SIMPLE, ACA -> heldOrdered == 0;
                };
    }

    /** Lets a task pass, holds it back, or has no place for it. */
    Throttle.Verdict enter(Task task) {
        if (throttle.isOpen()) {
            return Throttle.Verdict.PASS;
        }
        return switch (CommandKind.of(task.cdb())) {
            case READ -> enter(task, Direction.READ, task.expectedDataInBytes());
            case WRITE, COMPARE_AND_WRITE ->
                    enter(task, Direction.WRITE, task.expectedDataOutBytes());
            case UNMAP, WRITE_SAME -> enter(task, Direction.WRITE, 0);
            case FLUSH, VERIFY, RESERVE, COPY, OTHER -> Throttle.Verdict.PASS;
        };
    }

    private Throttle.Verdict enter(Task task, Direction direction, long bytes) {
        Ticket ticket =
                new Ticket(direction, bytes, this, () -> eventLoop.accept(() -> resume(task)));
        // Known before it can go on, which another thread decides.
        hold(task, ticket);
        Throttle.Verdict verdict = throttle.enter(ticket);
        if (verdict != Throttle.Verdict.WAITS) {
            letGo(task);
        }
        return verdict;
    }

    /** A task is aborted; false if it is not held back here. */
    boolean withdraw(Task task) {
        Ticket ticket = held.get(task);
        if (ticket == null) {
            return false;
        }
        throttle.withdraw(ticket);
        letGo(task);
        return true;
    }

    private void resume(Task task) {
        // What was aborted meanwhile is not held any more.
        if (letGo(task)) {
            resumed.accept(task);
        }
    }

    private void hold(Task task, Ticket ticket) {
        held.put(task, ticket);
        heldOrdered += isOrdered(task) ? 1 : 0;
    }

    private boolean letGo(Task task) {
        boolean was = held.remove(task) != null;
        heldOrdered -= was && isOrdered(task) ? 1 : 0;
        return was;
    }

    private static boolean isOrdered(Task task) {
        return task.attribute() == TaskAttribute.ORDERED;
    }
}
