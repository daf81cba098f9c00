package dev.rbdgate.simulation;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops of a simulated process. */
final class SimulatedLoops extends AbstractEventExecutorGroup implements EventLoopGroup {

    private final GatewayProcess process;
    private final List<SimulatedLoop> loops = new ArrayList<>();

    SimulatedLoops(GatewayProcess process, int count) {
        this.process = process;
        for (int i = 0; i < count; i++) {
            loops.add(new SimulatedLoop(process, this, "loop " + i));
        }
    }

    @Override
    public EventLoop next() {
        return process.world().chance().pick(loops);
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return new ArrayList<EventExecutor>(loops).iterator();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
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
