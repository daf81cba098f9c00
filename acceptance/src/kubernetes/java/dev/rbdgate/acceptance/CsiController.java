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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The driver's controller as a process beside the gateway, with an operator's token, and a client of
 * its socket as the sidecars are.
 */
final class CsiController implements AutoCloseable {

    private static final Duration CALL_LIMIT = Duration.ofMinutes(1);

    private final Process process;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    /**
     * @param directory for its files
     * @param portals {@code host:port} that nodes reach
     */
    CsiController(Network network, Path directory, Path tokenFile, List<String> portals) {
        Path socket = directory.resolve("csi.sock");
        try {
            Path key = Files.writeString(directory.resolve("chap-key"), "0123456789abcdef");
            process =
                    new ProcessBuilder(
                                    network.inside(
                                            List.of(
                                                    Path.of(
                                                                    System.getProperty("java.home"),
                                                                    "bin",
                                                                    "java")
                                                            .toString(),
                                                    "-XX:TieredStopAtLevel=1",
                                                    "-XX:+UseSerialGC",
                                                    "-classpath",
                                                    System.getProperty("java.class.path"),
                                                    "dev.rbdgate.csi.CsiDriver",
                                                    "--mode=controller",
                                                    "--endpoint=unix://" + socket,
                                                    "--gateway=http://127.0.0.1:8080",
                                                    "--token-file=" + tokenFile,
                                                    "--chap-key-file=" + key,
                                                    "--portals=" + String.join(",", portals))))
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("csi.log").toFile())
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }
}
