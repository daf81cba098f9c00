package dev.rbdgate.iscsi.session;

import org.jspecify.annotations.Nullable;

/**
 * Hands tasks to the device server. They wait in order while the initiator does not take what was
 * sent to it, or while the running ones move {@link #MAX_RUNNING_BYTES} already, so that a
 * session's memory is bounded.
 */
final class TaskStarter {

    /** Data that running commands may move together; a single command may always run. */
    static final long MAX_RUNNING_BYTES = 32 << 20;

    private final CommandRouter router;
    private final WaitingTasks waiting;
    private long runningBytes;
    private boolean starting;
    private boolean stopped;

    /**
     * @param usesPriority whether commands carry a priority
     */
    TaskStarter(CommandRouter router, boolean usesPriority) {
        this.router = router;
        this.waiting = new WaitingTasks(usesPriority);
    }

    /** Starts a task now or later. */
    void add(Task task) {
        waiting.add(task);
        proceed(task);
    }

    /** A task that has not started is not to start any more. */
    void remove(Task task) {
        waiting.remove(task);
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
                    task != null && hasRoomFor(task);
                    task = waiting.next()) {
                waiting.remove(task);
                runningBytes += bytes(task);
                if (task != fresh) {
                    task.waited();
                }
                task.start();
                router.execute(task);
            }
        } finally {
            starting = false;
        }
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
