package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.catalogue.AddressBlock;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the portals of targets that none of the service's own addresses covers. A portal that
 * cannot be had now, such as an address that moves between hosts, is tried again. Thread-safe.
 */
final class PortalListeners {

    /** How many ticks of the service's clock go by before another try. */
    private static final int RETRY_TICKS = 5;

    private static final Logger log = LoggerFactory.getLogger(PortalListeners.class);

    private final Bootstraps bootstraps;
    private final Duration retry;
    private final Map<InetSocketAddress, Channel> bound = new HashMap<>();
    private final Set<InetSocketAddress> failing = new HashSet<>();
    private List<InetSocketAddress> own = List.of();
    private Set<InetSocketAddress> wanted = Set.of();
    private boolean closed = true;

    /**
     * @param tick how often the service looks at its clock
     */
    PortalListeners(Bootstraps bootstraps, Duration tick) {
        this.bootstraps = bootstraps;
        this.retry = tick.multipliedBy(RETRY_TICKS);
    }

    /**
     * Begins to listen on what is wanted.
     *
     * @param served the service's own addresses as they were bound
     */
    synchronized void open(List<InetSocketAddress> served) {
        own = List.copyOf(served);
        closed = false;
        bindMissing();
    }

    /** Follows a change of the targets' portals; does nothing before {@link #open}. */
    synchronized void follow(TargetCatalogue catalogue) {
        Set<InetSocketAddress> portals = new LinkedHashSet<>();
        catalogue
                .targets()
                .values()
                .forEach(target ->
                        target.portals()
                                .forEach(portal ->
                                        portals.add(
                                                new InetSocketAddress(
                                                        AddressBlock.literal(portal.address()),
                                                        portal.port()))));
        wanted = portals;
        failing.retainAll(wanted);
        bound.entrySet()
                .removeIf(listener -> {
                    boolean unwanted = !wanted.contains(listener.getKey());
                    if (unwanted) {
                        log.info("iSCSI portal {} is closed", listener.getKey());
                        var _ = listener.getValue().close();
                    }
                    return unwanted;
                });
        bindMissing();
    }

    /** Where it listens now, besides the service's own addresses. */
    synchronized List<InetSocketAddress> addresses() {
        return List.copyOf(bound.keySet());
    }

    void close() {
        List<Channel> listeners;
        synchronized (this) {
            closed = true;
            listeners = List.copyOf(bound.values());
            bound.clear();
        }
        listeners.forEach(channel -> channel.close().syncUninterruptibly());
    }

    private void bindMissing() {
        if (closed) {
            return;
        }
        for (InetSocketAddress address : wanted) {
            if (!bound.containsKey(address) && !isCovered(address)) {
                bind(address);
            }
        }
    }

    private void bind(InetSocketAddress address) {
        ChannelFuture future = bootstraps.forPort(address.getPort()).bind(address);
        bound.put(address, future.channel());
        var _ = future.addListener(_ -> bindEnded(address, future));
    }

    private synchronized void bindEnded(InetSocketAddress address, ChannelFuture future) {
        Throwable failure = future.cause();
        if (failure == null) {
            failing.remove(address);
            log.info("iSCSI portal {}", address);
            return;
        }
        bound.remove(address, future.channel());
        if (closed || !wanted.contains(address)) {
            return;
        }
        if (failing.add(address)) {
            log.warn(
                    "Cannot listen on portal {}, trying again every {}: {}",
                    address,
                    retry,
                    String.valueOf(failure.getMessage()));
        }
        var _ =
                bootstraps
                        .plain()
                        .config()
                        .group()
                        .schedule(this::retry, retry.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void retry() {
        bindMissing();
    }

    /** Whether connections to this address come in on one of the service's own. */
    private boolean isCovered(InetSocketAddress address) {
        boolean ipv4 = address.getAddress() instanceof Inet4Address;
        return own.stream()
                .filter(served -> served.getPort() == address.getPort())
                .anyMatch(served ->
                        served.getAddress().equals(address.getAddress())
                                || (served.getAddress().isAnyLocalAddress()
                                        && ipv4 == served.getAddress() instanceof Inet4Address));
    }
}
