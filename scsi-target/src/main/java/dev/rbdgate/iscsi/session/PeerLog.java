package dev.rbdgate.iscsi.session;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what peers do, right or wrong, with a limit per address: none of them may fill the disk with
 * log lines, nor hide what another one does. Thread-safe.
 */
public final class PeerLog {

    /** Enough for a host that logs in to some dozens of targets and makes mistakes. */
    static final int MAX_LINES = 120;

    static final Duration PERIOD = Duration.ofMinutes(1);

    /** Addresses that are counted; of more the one that was quiet for longest is forgotten. */
    static final int MAX_ADDRESSES = 4096;

    /** In structured logs: address and port. */
    private static final String PEER = "peer";

    private static final Logger log = LoggerFactory.getLogger(PeerLog.class);

    private final LongSupplier nanoTime;
    private final Map<InetAddress, Count> counts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<InetAddress, Count> eldest) {
                    return size() > MAX_ADDRESSES;
                }
            };

    private static final class Count {
        private long since;
        private int lines;
        private long suppressed;
    }

    /**
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public PeerLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Logs a peer's fault; message and values as in SLF4J. */
    public void warn(InetSocketAddress peer, String message, Object... values) {
        if (log.isWarnEnabled() && admits(peer.getAddress())) {
            log.atWarn().addKeyValue(PEER, text(peer)).log(message, values);
        }
    }

    /** Logs what a peer did rightly. */
    void info(InetSocketAddress peer, String message, Object... values) {
        if (log.isInfoEnabled() && admits(peer.getAddress())) {
            log.atInfo().addKeyValue(PEER, text(peer)).log(message, values);
        }
    }

    private static String text(InetSocketAddress peer) {
        return NetUtil.toSocketAddressString(peer);
    }

    /** Whether another line about this address may be written now. */
    boolean admits(InetAddress address) {
        long suppressed = 0;
        boolean last;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            Count count = counts.computeIfAbsent(address, _ -> new Count());
            if (count.lines == 0 || now - count.since >= PERIOD.toNanos()) {
                suppressed = count.suppressed;
                count.since = now;
                count.lines = 0;
                count.suppressed = 0;
            }
            if (count.lines == MAX_LINES) {
                count.suppressed++;
                return false;
            }
            count.lines++;
            last = count.lines == MAX_LINES;
        }
        if (suppressed > 0) {
            log.warn("{} lines about {} were not logged", suppressed, address.getHostAddress());
        }
        if (last) {
            log.warn("No more about {} for up to {}", address.getHostAddress(), PERIOD);
        }
        return true;
    }
}
