package dev.rbdgate.csi;

import dev.rbdgate.csi.v1.ControllerGrpc;
import dev.rbdgate.csi.v1.IdentityGrpc;
import dev.rbdgate.csi.v1.NodeGrpc;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A driver behind a real socket, and a client of it as the sidecars are. */
final class DriverProcess implements AutoCloseable {

    private final CsiServer server;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    private DriverProcess(CsiServer server, Path socket) {
        this.server = server;
        channel =
                NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                        .eventLoopGroup(loops)
                        .channelType(EpollDomainSocketChannel.class)
                        .usePlaintext()
                        .build();
    }

    static DriverProcess start(String... arguments) throws Exception {
        DriverOptions options = DriverOptions.parse(arguments);
        return new DriverProcess(CsiDriver.start(options), options.socket());
    }

    static DriverProcess of(Path socket, BindableService service) throws IOException {
        return new DriverProcess(new CsiServer(socket, List.of(service)), socket);
    }

    IdentityGrpc.IdentityBlockingStub identity() {
        return IdentityGrpc.newBlockingStub(channel);
    }

    ControllerGrpc.ControllerBlockingStub controller() {
        return ControllerGrpc.newBlockingStub(channel);
    }

    NodeGrpc.NodeBlockingStub node() {
        return NodeGrpc.newBlockingStub(channel);
    }

    /** Makes a call whose request has no field set. */
    <Q, A> A callWithNothing(MethodDescriptor<Q, A> call) {
        Q nothing =
                ((MethodDescriptor.PrototypeMarshaller<Q>) call.getRequestMarshaller())
                        .getMessagePrototype();
        return ClientCalls.blockingUnaryCall(channel, call, CallOptions.DEFAULT, nothing);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        server.close();
    }
}
