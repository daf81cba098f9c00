package dev.rbdgate.csi;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** gRPC over a unix domain socket, as the orchestrator's sidecars call it. */
final class CsiServer implements AutoCloseable {

    /** Calls under way may end within this, when the driver stops. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /** Requests are small; one that is not is refused. */
    private static final int MAX_REQUEST_BYTES = 1 << 20;

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Server server;

    /**
     * Starts serving. A socket that an earlier driver left behind is replaced.
     *
     * @throws IOException if the socket cannot be made
     */
    CsiServer(Path socket, List<BindableService> services) throws IOException {
        Files.deleteIfExists(socket);
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                        .channelType(EpollServerDomainSocketChannel.class)
                        .bossEventLoopGroup(loops)
                        .workerEventLoopGroup(loops)
                        .maxInboundMessageSize(MAX_REQUEST_BYTES)
                        // Calls wait for the gateway and for commands.
                        .executor(Executors.newVirtualThreadPerTaskExecutor());
        services.forEach(builder::addService);
        server = builder.build().start();
    }

    void awaitEnd() throws InterruptedException {
        server.awaitTermination();
    }

    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
