package dev.rbdgate.iscsi;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets.
 *
 * <p>{@code [::]} listens on IPv4 as well, so where both wildcards are asked for on one port a
 * single socket serves both, and {@code 0.0.0.0} is for hosts that have no IPv6.
 */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final ServerBootstrap bootstrap;
    private final List<Channel> channels = new ArrayList<>();

    Listeners(ServerBootstrap bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * Binds every address, or none.
     *
     * @return what was bound, in the order asked for
     * @throws UncheckedIOException with a {@link BindException} that names the address
     */
    List<InetSocketAddress> open(List<InetSocketAddress> addresses) {
        List<InetSocketAddress> bound = new ArrayList<>();
        try {
            for (InetSocketAddress address : addresses) {
                Optional<InetSocketAddress> other = otherWildcard(address, addresses);
                if (other.isEmpty()) {
                    bound.add(bind(address));
                } else if (isIpv4(address)) {
                    bound.addAll(bindBoth(address, other.get()));
                }
            }
        } catch (UncheckedIOException e) {
            close();
            throw e;
        }
        return bound;
    }

    void close() {
        channels.forEach(channel -> channel.close().syncUninterruptibly());
        channels.clear();
    }

    private List<InetSocketAddress> bindBoth(InetSocketAddress ipv4, InetSocketAddress ipv6) {
        try {
            InetSocketAddress both = bind(ipv6);
            return List.of(new InetSocketAddress(ipv4.getAddress(), both.getPort()), both);
        } catch (UncheckedIOException noIpv6) {
            InetSocketAddress bound = bind(ipv4);
            log.warn(
                    "Listening on IPv4 only, since {} failed: {}",
                    ipv6,
                    String.valueOf(noIpv6.getCause()));
            return List.of(bound);
        }
    }

    private InetSocketAddress bind(InetSocketAddress address) {
        ChannelFuture future = bootstrap.bind(address).awaitUninterruptibly();
        Throwable failure = future.cause();
        if (failure != null) {
            BindException named =
                    new BindException("Cannot listen on " + address + ": " + failure.getMessage());
            named.initCause(failure);
            throw new UncheckedIOException(named);
        }
        channels.add(future.channel());
        return (InetSocketAddress) future.channel().localAddress();
    }

    /** The wildcard of the other family on the same port, if it is asked for, too. */
    private static Optional<InetSocketAddress> otherWildcard(
            InetSocketAddress address, List<InetSocketAddress> addresses) {
        if (!isWildcard(address)) {
            return Optional.empty();
        }
        return addresses.stream()
                .filter(Listeners::isWildcard)
                .filter(other -> other.getPort() == address.getPort())
                .filter(other -> isIpv4(other) != isIpv4(address))
                .findFirst();
    }

    private static boolean isWildcard(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        return ip != null && ip.isAnyLocalAddress();
    }

    private static boolean isIpv4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }
}
