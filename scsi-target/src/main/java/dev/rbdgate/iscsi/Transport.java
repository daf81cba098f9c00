package dev.rbdgate.iscsi;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.IntSupplier;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How sockets are driven.
 *
 * @param acceptors accept connections
 * @param workers serve them
 */
record Transport(
        EventLoopGroup acceptors,
        EventLoopGroup workers,
        Class<? extends ServerChannel> serverChannel) {

    private static final Logger log = LoggerFactory.getLogger(Transport.class);

    /** Storage has threads of its own; one loop per core saturates the network. */
    private static final int MIN_WORKERS = 2;

    /** As many events at once as there are. */
    private static final int ANY_EVENTS = 0;

    /** Epoll where there is one, the JDK's selectors elsewhere. */
    static Transport open() {
        if (Epoll.isAvailable()) {
            return open(
                    EpollIoHandler.newFactory(ANY_EVENTS, () -> Transport::select),
                    EpollServerSocketChannel.class);
        }
        log.info("No epoll here, using NIO: {}", String.valueOf(Epoll.unavailabilityCause()));
        return nio();
    }

    /**
     * What an event loop does next. Before it sleeps it lets other threads run once: on a busy
     * machine those of initiators and of storage have something for it by then, which costs less
     * than a sleep and a wake-up.
     */
    @SuppressWarnings("ThreadPriorityCheck") // what the scheduler makes of it decides nothing
    private static int select(IntSupplier ready, boolean hasTasks) throws Exception {
        if (hasTasks) {
            return ready.get();
        }
        Thread.yield();
        int events = ready.get();
        return events > 0 ? events : SelectStrategy.SELECT;
    }

    static Transport nio() {
        return open(NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }

    private static Transport open(
            IoHandlerFactory factory, Class<? extends ServerChannel> serverChannel) {
        int workers = Math.max(MIN_WORKERS, Runtime.getRuntime().availableProcessors());
        return new Transport(
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("iscsi-accept"), factory),
                new MultiThreadIoEventLoopGroup(
                        workers, new DefaultThreadFactory("iscsi"), factory),
                serverChannel);
    }
}
