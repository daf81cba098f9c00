package dev.rbdgate.acceptance;

import dev.rbdgate.csi.v1.ControllerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The driver's controller, run from the image beside the gateway, with an operator's token, and a
 * client of its socket as the sidecars are.
 */
final class CsiController implements AutoCloseable {

    private static final Duration CALL_LIMIT = Duration.ofMinutes(1);

    private final Container container;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    /**
     * @param directory for its files
     * @param token of an operator
     * @param portals {@code host:port} that nodes reach
     */
    CsiController(Network network, Path directory, String token, List<String> portals)
            throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("token"), token);
        Files.writeString(data.resolve("key"), "0123456789abcdef");
        container =
                new Container(
                        network,
                        directory,
                        List.of(
                                OciImage.JAVA,
                                "-jar",
                                "/opt/rbdgate/csi/rbdgate-csi.jar",
                                "--mode=controller",
                                "--endpoint=unix://" + Container.DATA + "/csi.sock",
                                "--gateway=http://127.0.0.1:8080",
                                "--token-file=" + Container.DATA + "/token",
                                "--chap-key-file=" + Container.DATA + "/key",
                                "--portals=" + String.join(",", portals)),
                        Map.of());
        Path socket = data.resolve("csi.sock");
        channel =
                NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                        .eventLoopGroup(loops)
                        .channelType(EpollDomainSocketChannel.class)
                        .usePlaintext()
                        .build();
    }

    /** Its calls wait until the driver serves. */
    ControllerGrpc.ControllerBlockingStub calls() {
        return ControllerGrpc.newBlockingStub(channel)
                .withWaitForReady()
                .withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        container.close();
    }
}
