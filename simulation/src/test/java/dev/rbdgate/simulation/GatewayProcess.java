package dev.rbdgate.simulation;

import java.lang.reflect.Constructor;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A process of a simulated machine. Its threads are virtual ones that the world continues in an
 * order and at times of its choice; when the process is killed, they are never continued again.
 */
final class GatewayProcess {

    /** How long a thread that could go on may have to wait for a processor. */
    private static final long SHORTEST_WAIT = 200;

    private static final long LONGEST_WAIT = 30 * Time.MICROSECOND;

    private static final Constructor<?> BUILDER = builder();

    private final World world;
    private final String name;
    private boolean alive = true;

    GatewayProcess(World world, String name) {
        this.world = world;
        this.name = name;
    }

    /** The builder of virtual threads that takes a scheduler, which the JDK keeps for its tests. */
    private static Constructor<?> builder() {
        try {
            Constructor<?> constructor =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK schedules virtual threads otherwise", e);
        }
    }

    World world() {
        return world;
    }

    boolean isAlive() {
        return alive;
    }

    /** SIGKILL: nothing of it runs any more. */
    void kill() {
        alive = false;
    }

    /** Starts a thread. What it throws ends the run. */
    Thread spawn(String threadName, Runnable task) {
        Thread[] self = new Thread[1];
        Executor scheduler =
                continuation -> {
                    if (world.isOutside()) {
                        world.giveUp(() -> where(self[0]), continuation);
                        return;
                    }
                    world.after(
                            world.chance().duration(SHORTEST_WAIT, LONGEST_WAIT),
                            this,
                            continuation);
                };
        try {
            Thread.Builder.OfVirtual builder =
                    (Thread.Builder.OfVirtual) BUILDER.newInstance(scheduler);
            self[0] =
                    builder.name(name + " " + threadName)
                            .uncaughtExceptionHandler((_, failure) -> world.fail(failure))
                            .unstarted(task);
            self[0].start();
            return self[0];
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK schedules virtual threads otherwise", e);
        }
    }

    private static String where(Thread thread) {
        return thread.getName()
                + " at "
                + Arrays.stream(thread.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("dev.rbdgate."))
                        .findFirst()
                        .map(StackTraceElement::toString)
                        .orElse("an unknown place");
    }

    void sleep(long nanos) {
        world.sleep(this, nanos);
    }

    /** Runs tasks when a time is over. */
    Executor delayed(long nanos) {
        return task -> world.after(nanos, this, () -> spawn("delayed", task));
    }

    /** A pool of threads. */
    ExecutorService pool(String poolName, int threads) {
        return new Pool(poolName, threads);
    }

    private final class Pool extends AbstractExecutorService {
        private final String poolName;
        private final int threads;
        private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        private int running;
        private boolean shutdown;

        Pool(String poolName, int threads) {
            this.poolName = poolName;
            this.threads = threads;
        }

        @Override
        public void execute(Runnable task) {
            queue.add(task);
            if (running < threads) {
                running++;
                spawn(poolName + running, this::work);
            }
        }

        private void work() {
            for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
                task.run();
            }
            running--;
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown && running == 0;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return isTerminated();
        }
    }
}
