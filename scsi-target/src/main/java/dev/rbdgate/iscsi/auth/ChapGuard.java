package dev.rbdgate.iscsi.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Slows down whoever guesses CHAP secrets. Secrets that people choose may be short, so an address
 * that has failed too often is locked out, with the right secret as well: of one initiator's
 * credentials soon, so that a host with one wrong setting keeps its other targets; of all of them
 * later. Thread-safe.
 */
public final class ChapGuard {

    /** Wrong proofs for the same credentials from one address in a period. */
    public static final int MAX_FAILURES = 10;

    /** Wrong proofs from one address in a period, whatever they are for. */
    public static final int MAX_FAILURES_PER_ADDRESS = 100;

    /** In which failures are counted, and for which the address is then locked out. */
    public static final Duration PERIOD = Duration.ofMinutes(1);

    private static final String ALL = "all";

    private final GuessLimit perCredentials;
    private final GuessLimit perAddress;

    /**
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    public ChapGuard(LongSupplier nanoTime) {
        perCredentials = new GuessLimit(MAX_FAILURES, PERIOD, nanoTime);
        perAddress = new GuessLimit(MAX_FAILURES_PER_ADDRESS, PERIOD, nanoTime);
    }

    /**
     * For how much longer proofs of this address are not looked at; empty if they are.
     *
     * @param credentials a name for what is to be proven, such as target and initiator
     */
    public Optional<Duration> lockedOut(InetAddress from, String credentials) {
        return perAddress
                .lockedOut(from, ALL)
                .or(() -> perCredentials.lockedOut(from, credentials));
    }

    /**
     * Counts a wrong proof.
     *
     * @return true if the address is locked out from now on
     */
    public boolean failed(InetAddress from, String credentials) {
        boolean ofAll = perAddress.failed(from, ALL);
        return perCredentials.failed(from, credentials) || ofAll;
    }
}
