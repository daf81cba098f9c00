package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.pdu.PduDecoder;
import dev.rbdgate.iscsi.session.Connection;
import dev.rbdgate.iscsi.session.TargetEnvironment;
import dev.rbdgate.iscsi.text.OperationalKey;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sets up an accepted connection, or closes it when there are too many. */
final class ConnectionInitializer extends ChannelInitializer<Channel> {

    private static final String TURNED_AWAY = "Too many connections; {} is turned away";

    private final TargetEnvironment environment;
    private final ConnectionLimits limits;
    private final ChannelGroup connections;
    private final Optional<TlsPortals> tls;

    /**
     * @param tls what connections begin with, if it is TLS
     */
    ConnectionInitializer(
            TargetEnvironment environment,
            ConnectionLimits limits,
            ChannelGroup connections,
            Optional<TlsPortals> tls) {
        this.environment = environment;
        this.limits = limits;
        this.connections = connections;
        this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!limits.enter()) {
            if (channel.remoteAddress() instanceof InetSocketAddress remote) {
                environment.peerLog().warn(remote, TURNED_AWAY, remote);
            }
            var _ = channel.close();
            return;
        }
        connections.add(channel);
        AtomicBoolean loginEnded = new AtomicBoolean();
        Runnable endLogin =
                () -> {
                    if (loginEnded.compareAndSet(false, true)) {
                        limits.loginEnded();
                    }
                };
        channel.closeFuture()
                .addListener(_ -> {
                    endLogin.run();
                    limits.leave();
                });
        if (channel.remoteAddress() == null) {
            // It was reset before it could be looked at.
            var _ = channel.close();
            return;
        }
        PduDecoder decoder =
                new PduDecoder(
                        environment.allocator(), OperationalKey.Limits.DEFAULT_DATA_SEGMENT_BYTES);
        if (tls.isPresent()) {
            channel.pipeline().addLast(TlsLayer.handler(tls.get()));
        } else {
            // What TLS has decrypted comes in buffers of its own, and is copied.
            channel.config().setRecvByteBufAllocator(decoder.receiveBuffers());
        }
        channel.pipeline()
                .addLast(decoder, new Connection(channel, decoder, environment, endLogin));
    }
}
