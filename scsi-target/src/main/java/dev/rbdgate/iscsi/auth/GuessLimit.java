package dev.rbdgate.iscsi.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts failed proofs per address, and locks an address out of a secret for a while when it has
 * failed too often. An IPv6 address counts with all of its /64: whoever has one has all of them.
 * Thread-safe.
 *
 * <p>A lock-out is looked up before a secret is looked at. As proofs are checked on several threads
 * at a time, at most one more guess per thread gets through.
 */
public final class GuessLimit {

    /** Address and secret pairs that are counted; of more the longest unused is forgotten. */
    static final int MAX_COUNTS = 16_384;

    /** The part of an IPv6 address that one customer is given at least (RFC 6177 2). */
    private static final int IPV6_PREFIX_BYTES = 8;

    private final int maxFailures;
    private final Duration period;
    private final LongSupplier nanoTime;
    private final Map<Guesser, Count> counts =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Guesser, Count> eldest) {
                    return size() > MAX_COUNTS;
                }
            };

    private record Guesser(InetAddress network, String secret) {}

    /** Failures since a time; or, once there are too many, locked out since then. */
    private static final class Count {
        private long since;
        private int failures;
    }

    /**
     * @param maxFailures within a period, after which the address is locked out for another one
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public GuessLimit(int maxFailures, Duration period, LongSupplier nanoTime) {
        this.maxFailures = maxFailures;
        this.period = period;
        this.nanoTime = nanoTime;
    }

    /**
     * For how much longer the address is locked out; empty if it is not.
     *
     * @param secret the name of what is guessed, never the secret itself
     */
    public synchronized Optional<Duration> lockedOut(InetAddress from, String secret) {
        Count count = counts.get(new Guesser(network(from), secret));
        if (count == null || count.failures < maxFailures) {
            return Optional.empty();
        }
        Duration left = period.minusNanos(nanoTime.getAsLong() - count.since);
        return left.isPositive() ? Optional.of(left) : Optional.empty();
    }

    /**
     * Counts a failure.
     *
     * @return true if the address is locked out from now on
     */
    public synchronized boolean failed(InetAddress from, String secret) {
        Count count = counts.computeIfAbsent(new Guesser(network(from), secret), _ -> new Count());
        long now = nanoTime.getAsLong();
        if (count.failures == 0 || now - count.since >= period.toNanos()) {
            count.since = now;
            count.failures = 0;
        }
        count.failures++;
        if (count.failures == maxFailures) {
            count.since = now;
            return true;
        }
        return false;
    }

    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, IPV6_PREFIX_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an address", e);
        }
    }
}
