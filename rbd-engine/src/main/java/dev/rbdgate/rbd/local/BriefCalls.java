package dev.rbdgate.rbd.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs calls that hardly ever wait, on as few threads as keep up with them: to wake a thread costs
 * more than such a call. Whoever waits for their ends is told of several at once, too, for the same
 * reason. Calls that do wait hold up those behind them until there are enough for another thread.
 *
 * <p>The queue needs no limit of its own: accepted calls are limited, and each is in it at most
 * once.
 */
final class BriefCalls {

    /** With more calls waiting for each thread than this, another one helps. */
    static final int CALLS_PER_THREAD = 16;

    /** Calls whose ends are told together; less than that when nothing is left to do. */
    private static final int TOLD_TOGETHER = 16;

    /** How often a thread that has nothing left lets others run, which may have more for it. */
    private static final int YIELDS = 3;

    private record Entry(LocalObject object, ObjectCall call) {}

    private final Workers workers;
    private final Executor executor;
    private final int maxThreads;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();

    BriefCalls(Workers workers, Executor executor, int maxThreads) {
        this.workers = workers;
        this.executor = executor;
        this.maxThreads = maxThreads;
    }

    /** Runs a call that has entered its object. */
    void add(LocalObject object, ObjectCall call) {
        queue.add(new Entry(object, call));
        waiting.incrementAndGet();
        if (takeThread()) {
            executor.execute(this::work);
        }
    }

    /** Counts one more thread, if the calls that wait are worth it. */
    private boolean takeThread() {
        while (true) {
            int running = threads.get();
            if (running >= maxThreads || waiting.get() <= running * CALLS_PER_THREAD) {
                return false;
            }
            if (threads.compareAndSet(running, running + 1)) {
                return true;
            }
        }
    }

    private void work() {
        List<ObjectCall> ended = new ArrayList<>(TOLD_TOGETHER);
        do {
            do {
                runAll(ended);
            } while (comesMore());
            threads.decrementAndGet();
            // Whoever added a call until now may have counted on this thread.
        } while (takeThread());
    }

    private void runAll(List<ObjectCall> ended) {
        for (Entry next = queue.poll(); next != null; next = queue.poll()) {
            waiting.decrementAndGet();
            next.call.run();
            workers.startAll(next.object, next.object.access().leave(next.call.exclusive()));
            ended.add(next.call);
            if (ended.size() == TOLD_TOGETHER) {
                tell(ended);
            }
        }
        tell(ended);
    }

    /**
     * Looks for more before the thread goes to sleep. On a busy machine whoever sends the calls is
     * waiting for a processor: to give it this one costs less than a sleep and a wake-up. On an
     * idle machine this returns at once.
     */
    @SuppressWarnings("ThreadPriorityCheck") // what the scheduler makes of it decides nothing
    private boolean comesMore() {
        for (int i = 0; i < YIELDS && queue.isEmpty(); i++) {
            Thread.yield();
        }
        return !queue.isEmpty();
    }

    private static void tell(List<ObjectCall> ended) {
        for (int i = 0; i < ended.size(); i++) {
            Workers.finish(ended.get(i));
        }
        ended.clear();
    }
}
