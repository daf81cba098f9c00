package dev.rbdgate.simulation;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.OrderedEventExecutor;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An event loop of a simulated process, in virtual time. */
final class SimulatedLoop extends AbstractScheduledEventExecutor
        implements OrderedEventExecutor, EventLoop {

    private static final long NOTHING_SCHEDULED = -1;

    private final GatewayProcess process;
    private final SimulatedLoops parent;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final Thread thread;
    private final Ticker ticker;

    /** The deadline that a wake-up is under way for. */
    private long wakeAt = NOTHING_SCHEDULED;

    SimulatedLoop(GatewayProcess process, SimulatedLoops parent, String name) {
        super(parent);
        this.process = process;
        this.parent = parent;
        this.ticker =
                new Ticker() {
                    @Override
                    public long initialNanoTime() {
                        return 0;
                    }

                    @Override
                    public long nanoTime() {
                        return process.world().now();
                    }

                    @Override
                    public void sleep(long delay, TimeUnit unit) {
                        throw new UnsupportedOperationException("event loops do not sleep");
                    }
                };
        this.thread = process.spawn(name, this::run);
    }

    private void run() {
        while (true) {
            fetchFromScheduledTaskQueue(tasks);
            Runnable task = tasks.poll();
            if (task != null) {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    process.world().fail(e);
                }
            } else {
                wakeInTime();
                LockSupport.park(this);
            }
        }
    }

    /** What is scheduled may be all that is left to do: nobody else wakes this loop for it. */
    private void wakeInTime() {
        long deadline = nextScheduledTaskDeadlineNanos();
        if (deadline == NOTHING_SCHEDULED || deadline == wakeAt) {
            return;
        }
        wakeAt = deadline;
        process.world()
                .after(
                        Math.max(0, deadline - ticker.nanoTime()),
                        process,
                        () -> {
                            wakeAt = NOTHING_SCHEDULED;
                            LockSupport.unpark(thread);
                        });
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        LockSupport.unpark(thread);
    }

    @Override
    public boolean inEventLoop(Thread asked) {
        return asked == thread;
    }

    @Override
    public EventLoopGroup parent() {
        return parent;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("a process ends with its loops");
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException("a process ends with its loops");
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException("a process ends with its loops");
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
