package dev.rbdgate.iscsi.session;

import dev.rbdgate.block.Throttle;
import dev.rbdgate.scsi.ScsiStatus;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands tasks to the device server. They wait in order while the initiator does not take what was
 * sent to it, or while the running ones move {@link #MAX_RUNNING_BYTES} already, so that a
 * session's memory is bounded; and as long as the limits of the initiator hold them back.
 */
final class TaskStarter {

    /** Data that running commands may move together; a single command may always run. */
    static final long MAX_RUNNING_BYTES = 32 << 20;

    private final CommandRouter router;
    private final WaitingTasks waiting;
    private final InitiatorGate gate;
    private long runningBytes;
    private boolean starting;
    private boolean stopped;

    /**
     * @param usesPriority whether commands carry a priority
     * @param throttle of the initiator
     * @param eventLoop runs an action on the session's event loop
     */
    TaskStarter(
            CommandRouter router,
            boolean usesPriority,
            Throttle throttle,
            Consumer<Runnable> eventLoop) {
        this.router = router;
        this.gate = new InitiatorGate(throttle, eventLoop, this::resume);
        this.waiting = new WaitingTasks(usesPriority);
    }

    /** Starts a task now or later. */
    void add(Task task) {
        waiting.add(task);
        proceed(task);
    }

    /** A task that has not started is not to start any more. */
    void remove(Task task) {
        if (gate.withdraw(task)) {
            runningBytes -= bytes(task);
        } else {
            waiting.remove(task);
        }
    }

    /** Starts nothing more. */
    void stop() {
        stopped = true;
    }

    /** Starts what waits, as far as memory and the sockets allow. */
    void proceed() {
        proceed(null);
    }

    /**
     * @param fresh a task that has not waited
     */
    private void proceed(@Nullable Task fresh) {
        if (starting || stopped) {
            return;
        }
        starting = true;
        try {
            for (Task task = waiting.next();
                    task != null && hasRoomFor(task) && gate.mayPass(task);
                    task = waiting.next()) {
                waiting.remove(task);
                runningBytes += bytes(task);
                if (task != fresh) {
                    task.waited();
                }
                switch (gate.enter(task)) {
                    case PASS -> start(task);
                    case WAITS -> {}
                    case FULL -> refuse(task);
                }
            }
        } finally {
            starting = false;
        }
    }

    private void start(Task task) {
        task.start();
        router.execute(task);
    }

    private static void refuse(Task task) {
        task.start();
        task.complete(ScsiStatus.BUSY, null, 0, null);
    }

    /** The limits let a task go on. */
    private void resume(Task task) {
        task.delayed();
        if (!stopped) {
            start(task);
        }
        proceed();
    }

    /** A task that was started has ended. */
    void ended(Task task) {
        runningBytes -= bytes(task);
    }

    private boolean hasRoomFor(Task task) {
        return task.connection().isWritable()
                && (runningBytes == 0 || runningBytes + bytes(task) <= MAX_RUNNING_BYTES);
    }

    private static long bytes(Task task) {
        return task.expectedDataInBytes() + task.expectedDataOutBytes();
    }
}
