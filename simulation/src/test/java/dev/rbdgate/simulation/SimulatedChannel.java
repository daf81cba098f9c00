package dev.rbdgate.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Arrays;

/** The target's socket of a {@link Wire}. */
final class SimulatedChannel extends AbstractChannel implements DuplexChannel, Wire.TargetEnd {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);

    /** As the service sets it. */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(1 << 20, 4 << 20);

    private final GatewayProcess process;
    private final Wire wire;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final ArrayDeque<byte[]> inbound = new ArrayDeque<>();
    private boolean open = true;
    private boolean readPending;
    private boolean inputEnded;
    private boolean outputShutdown;
    private boolean blocked;

    SimulatedChannel(
            GatewayProcess process,
            Wire wire,
            InetSocketAddress local,
            InetSocketAddress remote,
            ByteBufAllocator allocator) {
        super(null);
        this.process = process;
        this.wire = wire;
        this.local = local;
        this.remote = remote;
        config.setAllocator(allocator).setWriteBufferWaterMark(WATER_MARK);
    }

    @Override
    public void received(byte[] bytes) {
        onLoop(() -> {
            inbound.add(bytes);
            readInbound();
        });
    }

    @Override
    public void ended() {
        onLoop(() -> {
            inputEnded = true;
            readInbound();
        });
    }

    @Override
    public void reset() {
        onLoop(() -> {
            if (open) {
                pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
                unsafe().close(voidPromise());
            }
        });
    }

    @Override
    public void writable() {
        onLoop(() -> {
            blocked = false;
            ((SocketUnsafe) unsafe()).flush0();
        });
    }

    private void onLoop(Runnable action) {
        if (process.isAlive()) {
            eventLoop().execute(action);
        }
    }

    private void readInbound() {
        if (!readPending || !open || !isRegistered() || !eventLoop().inEventLoop()) {
            return;
        }
        if (inbound.isEmpty()) {
            if (inputEnded) {
                readPending = false;
                unsafe().close(voidPromise());
            }
            return;
        }
        var handle = unsafe().recvBufAllocHandle();
        handle.reset(config);
        do {
            ByteBuf buffer = handle.allocate(config.getAllocator());
            byte[] bytes = inbound.remove();
            int length = Math.min(bytes.length, buffer.writableBytes());
            buffer.writeBytes(bytes, 0, length);
            if (length < bytes.length) {
                inbound.addFirst(Arrays.copyOfRange(bytes, length, bytes.length));
            }
            handle.attemptedBytesRead(buffer.capacity());
            handle.lastBytesRead(length);
            handle.incMessagesRead(1);
            readPending = false;
            pipeline().fireChannelRead(buffer);
        } while (!inbound.isEmpty() && handle.continueReading());
        handle.readComplete();
        pipeline().fireChannelReadComplete();
        if (inputEnded && inbound.isEmpty() && readPending) {
            unsafe().close(voidPromise());
        }
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        if (!inbound.isEmpty() || inputEnded) {
            eventLoop().execute(this::readInbound);
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws IOException {
        for (Object message = in.current(); message != null; message = in.current()) {
            if (message instanceof FileRegion region) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                long moved = region.transferTo(Channels.newChannel(bytes), region.transferred());
                if (moved <= 0) {
                    throw new IOException("a file region ended early");
                }
                wire.toInitiator(bytes.toByteArray());
                if (region.transferred() >= region.count()) {
                    in.remove();
                }
                continue;
            }
            ByteBuf buffer = (ByteBuf) message;
            if (!buffer.isReadable()) {
                in.remove();
                continue;
            }
            int length = Math.min(buffer.readableBytes(), wire.room());
            if (length == 0) {
                blocked = true;
                return;
            }
            byte[] bytes = new byte[length];
            buffer.getBytes(buffer.readerIndex(), bytes);
            wire.toInitiator(bytes);
            in.removeBytes(length);
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new SocketUnsafe();
    }

    private final class SocketUnsafe extends AbstractUnsafe {
        @Override
        public void connect(
                SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
            throw new UnsupportedOperationException("it is connected");
        }

        @Override
        protected void flush0() {
            if (!blocked) {
                super.flush0();
            }
        }
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof SimulatedLoop;
    }

    @Override
    protected SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("it is connected");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
        wire.closedByTarget();
    }

    @Override
    protected void doShutdownOutput() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        outputShutdown = true;
        wire.endOfTarget();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public boolean isInputShutdown() {
        return inputEnded;
    }

    @Override
    public ChannelFuture shutdownInput() {
        throw new UnsupportedOperationException("the service does not do that");
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        throw new UnsupportedOperationException("the service does not do that");
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        if (eventLoop().inEventLoop()) {
            ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
        } else {
            eventLoop().execute(() -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
        }
        return promise;
    }

    @Override
    public boolean isShutdown() {
        return inputEnded && outputShutdown;
    }

    @Override
    public ChannelFuture shutdown() {
        throw new UnsupportedOperationException("the service does not do that");
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        throw new UnsupportedOperationException("the service does not do that");
    }
}
